-- Who has more than one line in a file with a row per respondent? The first 20, with their first lines.
-- One row per respondent.
-- returns: line BIGINT, again BIGINT, lines BIGINT
SELECT
    MIN(line) AS line,
    MIN(line) FILTER (WHERE line > first) AS again,
    COUNT(*) AS lines
FROM (
    SELECT
        line,
        TRIM(respondent) AS respondent,
        MIN(line) OVER (PARTITION BY TRIM(respondent)) AS first
    FROM source
    WHERE TRIM(respondent) IN (SELECT respondent FROM people WHERE lines > 1 AND respondent <> '')
) AS said
GROUP BY respondent
ORDER BY MIN(line)
LIMIT 20
