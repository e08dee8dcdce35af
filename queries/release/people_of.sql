-- How many people of these $profiles are there, from how many organisations, and how many has the largest one?
-- One row.
-- returns: n BIGINT, organisations BIGINT, largest BIGINT
SELECT
    CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n,
    COUNT(*) AS organisations,
    CAST(COALESCE(MAX(n), 0) AS BIGINT) AS largest
FROM (
    SELECT
        organisation,
        COUNT(*) AS n
    FROM respondents
    WHERE LIST_CONTAINS($profiles, profile)
    GROUP BY organisation
) AS clusters
