-- Which item was answered more than once by one respondent, in a file with a row per answer? The first 20.
-- One row per respondent and item, which is its place in the codebook; rows where nothing stands are none.
-- returns: item SMALLINT, line BIGINT, again BIGINT, lines BIGINT
SELECT
    item,
    MIN(line) AS line,
    MAX(line) AS again,
    COUNT(*) AS lines
FROM coded
WHERE item IS NOT NULL AND written
GROUP BY
    respondent,
    item
HAVING COUNT(*) > 1
ORDER BY MIN(line)
LIMIT 20
