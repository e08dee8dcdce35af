-- How is each organisation written, and how often? What differs in case and blanks alone has one name already.
-- creates: organisation_writings(raw VARCHAR, name VARCHAR, n BIGINT)
CREATE OR REPLACE TEMP TABLE organisation_writings AS
SELECT
    organisation AS raw,
    TRIM(REGEXP_REPLACE(LOWER(organisation), '\s+', ' ', 'g')) AS name,
    COUNT(*) AS n
FROM source
WHERE organisation IS NOT NULL
GROUP BY organisation
