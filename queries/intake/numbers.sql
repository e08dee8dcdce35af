-- A number for every organisation that had none in an earlier file.
-- adds to: numbers(organisation VARCHAR, number BIGINT)
INSERT INTO numbers
SELECT
    organisation,
    (SELECT COUNT(*) FROM numbers) + ROW_NUMBER() OVER () AS number
FROM (SELECT DISTINCT organisation FROM people) AS named
WHERE organisation NOT IN (SELECT organisation FROM numbers)
