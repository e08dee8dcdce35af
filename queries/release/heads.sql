-- How many people of each group are there, from how many organisations, and how many has the largest one?
-- One row per dimension and published group, after the merges of `merged`.
-- returns: dimension VARCHAR, "group" VARCHAR, n BIGINT, weight DOUBLE, weight_sq DOUBLE, organisations BIGINT,
--          largest BIGINT
SELECT
    dimension,
    "group",
    CAST(SUM(n) AS BIGINT) AS n,
    SUM(weight) AS weight,
    SUM(weight_sq) AS weight_sq,
    COUNT(organisation) AS organisations,
    MAX(CASE WHEN organisation IS NULL THEN 0 ELSE n END) AS largest
FROM (
    SELECT
        profiles.dimension,
        merged.into_group AS "group",
        respondents.organisation,
        COUNT(*) AS n,
        SUM(respondents.weight) AS weight,
        SUM(respondents.weight * respondents.weight) AS weight_sq
    FROM respondents
    JOIN profiles ON profiles.profile = respondents.profile
    JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
    GROUP BY
        profiles.dimension,
        merged.into_group,
        respondents.organisation
) AS clusters
GROUP BY
    dimension,
    "group"
ORDER BY
    dimension,
    "group"
