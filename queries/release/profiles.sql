-- Which combinations of groups are there, and how many people has each?
-- One row per profile.
-- returns: profile BIGINT, n BIGINT
SELECT
    profile,
    COUNT(*) AS n
FROM respondents
GROUP BY profile
ORDER BY profile
