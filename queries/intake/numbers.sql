-- A number for every organisation that had none in an earlier file.
-- adds to: numbers(organisation VARCHAR, number INTEGER)
INSERT INTO numbers
SELECT
    name AS organisation,
    (SELECT COALESCE(MAX(number), 0) FROM numbers) + ROW_NUMBER() OVER () AS number
FROM (SELECT DISTINCT name FROM organisations) AS named
WHERE name NOT IN (SELECT organisation FROM numbers)
