-- How many chose each level, for every item, in every published group of $dimension and of $whole?
-- One row per group, item, level and use that occurs; use is "all" where it is not published.
-- returns: dimension VARCHAR, "group" VARCHAR, item VARCHAR, level INTEGER, use VARCHAR, n BIGINT, weight DOUBLE
SELECT
    dimension,
    "group",
    item,
    level,
    use,
    n,
    weight
FROM counts
WHERE dimension IN ($dimension, $whole)
ORDER BY
    dimension,
    "group",
    item,
    level,
    use
