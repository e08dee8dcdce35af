-- How many have each item in use, in every published group of $dimension and of everybody?
-- One row per group and item that was asked for use; its base is its own. NULL numbers where hidden.
-- returns: "group" VARCHAR, item VARCHAR, hidden BOOLEAN, n BIGINT, weight DOUBLE, weight_sq DOUBLE,
--          used BIGINT, used_weight DOUBLE, organisations BIGINT, size_sq DOUBLE
SELECT
    "group",
    item,
    hidden,
    n,
    weight,
    weight_sq,
    used,
    used_weight,
    organisations,
    size_sq
FROM uses
WHERE dimension IN ($dimension, 'all')
ORDER BY
    "group",
    item
