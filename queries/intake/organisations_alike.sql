-- Which organisations are written in several ways? The first 200 writings.
-- One row per writing; the most frequent of a name comes first.
-- returns: name VARCHAR, raw VARCHAR, n BIGINT
SELECT
    name,
    raw,
    n
FROM organisations
WHERE name IN (SELECT name FROM organisations GROUP BY name HAVING COUNT(*) > 1)
ORDER BY
    name,
    n DESC,
    raw
LIMIT 200
