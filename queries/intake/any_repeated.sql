-- Does anybody have more than one line in a file with a row per respondent?
-- One row.
-- returns: repeated BOOLEAN
SELECT COUNT(*) > 0 AS repeated
FROM (
    SELECT respondent
    FROM source
    WHERE respondent <> ''
    GROUP BY respondent
    HAVING COUNT(*) > 1
) AS several
