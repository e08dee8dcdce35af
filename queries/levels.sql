-- How many chose each level, for every item, in every published group of $dimension and of everybody?
-- One row per group, item and level that somebody chose; counts by use are added up again.
-- returns: "group" VARCHAR, item VARCHAR, level INTEGER, n DOUBLE, weight DOUBLE, weight_sq DOUBLE
SELECT
    "group",
    item,
    level,
    CAST(SUM(n) AS DOUBLE) AS n,
    SUM(weight) AS weight,
    SUM(weight_sq) AS weight_sq
FROM counts
WHERE dimension IN ($dimension, 'all')
GROUP BY
    "group",
    item,
    level
ORDER BY
    "group",
    item,
    level
