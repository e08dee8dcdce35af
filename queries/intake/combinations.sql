-- A number for every combination of groups that was written.
-- creates: combinations(combination VARCHAR[], profile INTEGER)
CREATE OR REPLACE TEMP TABLE combinations AS
SELECT
    combination,
    CAST(ROW_NUMBER() OVER (ORDER BY combination) AS INTEGER) AS profile
FROM (SELECT DISTINCT combination FROM people) AS written
