-- Over which organisations do those of the `given_profiles` spread who said something about an item? $item is its place
-- in the codebook, from 1 up; 0 is the person, at level 1.
-- One row per organisation, profile, use and whether a level was given.
-- returns: organisation INTEGER, profile BIGINT, use TINYINT, rated BOOLEAN, n BIGINT
SELECT
    organisation,
    profile,
    use,
    level > 0 AS rated,
    COUNT(*) AS n
FROM (
    SELECT
        respondents.organisation,
        respondents.profile,
        CAST(CASE WHEN $item = 0 THEN 1 ELSE LIST_EXTRACT(respondents.levels, $item) END AS TINYINT) AS level,
        CAST(CASE WHEN $item = 0 THEN 0 ELSE LIST_EXTRACT(respondents.uses, $item) END AS TINYINT) AS use
    FROM respondents
    JOIN given_profiles ON given_profiles.profile = respondents.profile
) AS said
WHERE level <> 0 OR use <> 0
GROUP BY
    organisation,
    profile,
    use,
    level > 0
ORDER BY
    organisation,
    profile,
    use,
    rated
