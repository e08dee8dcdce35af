-- Which item was answered more than once by one respondent, in a file with a row per answer? The first 20.
-- One row per respondent and item.
-- returns: item VARCHAR, line BIGINT, again BIGINT, lines BIGINT
SELECT
    lines.item,
    MIN(lines.line) AS line,
    MAX(lines.line) AS again,
    COUNT(*) AS lines
FROM lines
JOIN source ON source.line = lines.line
WHERE lines.item IS NOT NULL
GROUP BY
    TRIM(source.respondent),
    lines.item
HAVING COUNT(*) > 1
ORDER BY MIN(lines.line)
LIMIT 20
