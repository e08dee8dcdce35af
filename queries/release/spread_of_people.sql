-- Over which organisations do people spread?
-- One row per organisation and profile. Private.
-- returns: organisation BIGINT, profile INTEGER, n BIGINT
SELECT
    organisation,
    profile,
    COUNT(*) AS n
FROM respondents
GROUP BY
    organisation,
    profile
ORDER BY
    organisation,
    profile
