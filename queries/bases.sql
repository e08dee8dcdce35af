-- How many answered each question about each item, from how many organisations, in every published group
-- of $dimension and of $whole?
-- One row per group, item and question; item "all" counts respondents. NULL numbers where hidden.
-- returns: dimension VARCHAR, "group" VARCHAR, item VARCHAR, question VARCHAR, hidden BOOLEAN, n BIGINT, weight DOUBLE,
--          weight_sq DOUBLE, organisations BIGINT, size_sq DOUBLE, used BIGINT, used_weight DOUBLE
SELECT
    dimension,
    "group",
    item,
    question,
    hidden,
    n,
    weight,
    weight_sq,
    organisations,
    size_sq,
    used,
    used_weight
FROM bases
WHERE dimension IN ($dimension, $whole)
ORDER BY
    dimension,
    "group",
    item,
    question
