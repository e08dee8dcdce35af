-- The one name of every writing of an organisation.
-- creates: organisations(raw VARCHAR, name VARCHAR, n BIGINT)
CREATE OR REPLACE TEMP TABLE organisations AS
SELECT
    organisation_writings.raw,
    COALESCE(given_organisations.name, organisation_writings.name) AS name,
    organisation_writings.n
FROM organisation_writings
LEFT JOIN given_organisations ON given_organisations.raw = organisation_writings.raw
