-- What the writings of the file mean, as they were looked up.
-- creates: meanings(name VARCHAR, raw VARCHAR, code VARCHAR)
CREATE OR REPLACE TEMP TABLE meanings AS
SELECT
    name,
    raw,
    code
FROM given_meanings
