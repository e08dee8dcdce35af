-- Which levels and uses were written for each item, how often, and where first?
-- One row per item and different writing.
-- returns: name VARCHAR, raw VARCHAR, n BIGINT, line BIGINT
SELECT
    item AS name,
    pair AS raw,
    COUNT(*) AS n,
    MIN(line) AS line
FROM lines
WHERE item IS NOT NULL
GROUP BY
    item,
    pair
ORDER BY
    item,
    MIN(line)
