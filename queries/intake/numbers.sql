-- A number for every organisation that had none in an earlier file.
-- adds to: numbers(organisation VARCHAR, number INTEGER)
INSERT INTO numbers
SELECT
    name AS organisation,
    (SELECT COALESCE(MAX(number), 0) FROM numbers) + ROW_NUMBER() OVER () AS number
FROM (SELECT DISTINCT name FROM organisations) AS named
WHERE name NOT IN (SELECT organisation FROM numbers);
-- And by what is written of it in this file.
-- creates: numbered(raw VARCHAR, number INTEGER)
CREATE OR REPLACE TEMP VIEW numbered AS
SELECT
    organisations.raw,
    numbers.number
FROM organisations
JOIN numbers ON numbers.organisation = organisations.name
