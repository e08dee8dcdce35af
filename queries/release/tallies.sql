-- How many of each combination of groups gave each answer to the item of `rated`?
-- One row per profile, level and use.
-- returns: profile BIGINT, level TINYINT, use TINYINT, n BIGINT, weight DOUBLE, weight_sq DOUBLE
SELECT
    profile,
    level,
    use,
    COUNT(*) AS n,
    SUM(weight) AS weight,
    SUM(weight * weight) AS weight_sq
FROM rated
GROUP BY
    profile,
    level,
    use
ORDER BY
    profile,
    level,
    use
