-- How many of each published group gave each answer to each item?
-- One row per dimension, group, item, level and use; an item is its place in the codebook, 0 the person.
-- returns: dimension VARCHAR, "group" VARCHAR, item INTEGER, level TINYINT, use TINYINT, n BIGINT, weight DOUBLE,
--          weight_sq DOUBLE
SELECT
    given_groups.dimension,
    given_groups."group",
    tallies.item,
    tallies.level,
    tallies.use,
    CAST(SUM(tallies.n) AS BIGINT) AS n,
    SUM(tallies.weight) AS weight,
    SUM(tallies.weight_sq) AS weight_sq
FROM tallies
JOIN given_groups ON given_groups.profile = tallies.profile
GROUP BY
    given_groups.dimension,
    given_groups."group",
    tallies.item,
    tallies.level,
    tallies.use
ORDER BY
    given_groups.dimension,
    given_groups."group",
    tallies.item,
    tallies.level,
    tallies.use
