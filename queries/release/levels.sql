-- How many of each published group gave each answer to each item?
-- One row per dimension, group, item, level and use.
-- returns: dimension VARCHAR, "group" VARCHAR, item VARCHAR, level INTEGER, use VARCHAR, n BIGINT, weight DOUBLE,
--          weight_sq DOUBLE
SELECT
    profiles.dimension,
    merged.into_group AS "group",
    tallies.item,
    tallies.level,
    tallies.use,
    CAST(SUM(tallies.n) AS BIGINT) AS n,
    SUM(tallies.weight) AS weight,
    SUM(tallies.weight_sq) AS weight_sq
FROM tallies
JOIN profiles ON profiles.profile = tallies.profile
JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
GROUP BY
    profiles.dimension,
    merged.into_group,
    tallies.item,
    tallies.level,
    tallies.use
ORDER BY
    profiles.dimension,
    merged.into_group,
    tallies.item,
    tallies.level,
    tallies.use
