-- How many people are there of each combination of groups, as the codebook has them?
-- One row per profile and dimension.
-- returns: profile INTEGER, dimension VARCHAR, "group" VARCHAR, n BIGINT
SELECT
    profiles.profile,
    profiles.dimension,
    profiles."group",
    people.n
FROM profiles
JOIN (
    SELECT
        profile,
        COUNT(*) AS n
    FROM respondents
    GROUP BY profile
) AS people ON people.profile = profiles.profile
ORDER BY
    profiles.profile,
    profiles.dimension
