-- How many answered each item, from how many organisations, in every published group of $dimension?
-- One row per group and item; item "all" counts respondents. NULL numbers where hidden.
-- returns: "group" VARCHAR, item VARCHAR, hidden BOOLEAN, n BIGINT, organisations BIGINT, size_sq DOUBLE
SELECT
    "group",
    item,
    hidden,
    n,
    organisations,
    size_sq
FROM bases
WHERE dimension IN ($dimension, 'all')
ORDER BY
    "group",
    item
