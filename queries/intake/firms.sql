-- The one name of every writing of an organisation.
-- creates: firms(raw VARCHAR, name VARCHAR, n BIGINT)
CREATE OR REPLACE TEMP TABLE firms AS
SELECT
    firm_writings.raw,
    COALESCE(given_firms.name, firm_writings.name) AS name,
    firm_writings.n
FROM firm_writings
LEFT JOIN given_firms ON given_firms.raw = firm_writings.raw
