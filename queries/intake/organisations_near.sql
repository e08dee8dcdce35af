-- Which organisations have names that differ only in what is neither a letter nor a digit? The first 20.
-- One row per set of names.
-- returns: names VARCHAR[]
SELECT LIST_SORT(LIST(name)) AS names
FROM (SELECT DISTINCT name FROM organisations) AS named
WHERE REGEXP_MATCHES(name, '[\pL\pN]')
GROUP BY REGEXP_REPLACE(name, '[^\pL\pN]+', '', 'g')
HAVING COUNT(*) > 1
ORDER BY names
LIMIT 20
