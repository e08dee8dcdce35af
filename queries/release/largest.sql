-- How many people has the largest organisation?
-- One row.
-- returns: n BIGINT
SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) AS n
FROM (
    SELECT COUNT(*) AS n
    FROM respondents
    GROUP BY organisation
) AS organisations
