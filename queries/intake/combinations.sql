-- A number for every combination of groups that was written, above those of earlier files.
-- creates: combinations(combination VARCHAR[], profile INTEGER)
CREATE OR REPLACE TEMP TABLE combinations AS
SELECT
    combination,
    CAST(numbered.highest + ROW_NUMBER() OVER (ORDER BY combination) AS INTEGER) AS profile
FROM (SELECT DISTINCT combination FROM people) AS written
CROSS JOIN (SELECT COALESCE(MAX(profile), 0) AS highest FROM profiles) AS numbered
