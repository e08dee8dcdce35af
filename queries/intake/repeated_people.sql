-- Who has more than one line in a file with a row per respondent? The first 20, with their first lines.
-- One row per respondent.
-- returns: line BIGINT, again BIGINT, lines BIGINT
SELECT
    MIN(source.line) AS line,
    LIST_SORT(LIST(source.line))[2] AS again,
    COUNT(*) AS lines
FROM source
JOIN (
    SELECT respondent
    FROM source
    WHERE respondent <> ''
    GROUP BY respondent
    HAVING COUNT(*) > 1
) AS repeated ON repeated.respondent = source.respondent
GROUP BY source.respondent
ORDER BY MIN(source.line)
LIMIT 20
