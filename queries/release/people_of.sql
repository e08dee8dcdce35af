-- How many people of the `given_profiles` are there, from how many organisations, and how many has the largest one?
-- One row.
-- returns: n BIGINT, organisations BIGINT, largest BIGINT
SELECT
    CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n,
    COUNT(*) AS organisations,
    CAST(COALESCE(MAX(n), 0) AS BIGINT) AS largest
FROM (
    SELECT COUNT(*) AS n
    FROM respondents
    JOIN given_profiles ON given_profiles.profile = respondents.profile
    GROUP BY respondents.organisation
) AS organisations
