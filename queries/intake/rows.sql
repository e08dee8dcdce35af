-- Everybody in a file with a row per respondent: each row is somebody.
-- creates: people(line BIGINT, respondent VARCHAR, organisation VARCHAR, weight VARCHAR, contradictory BOOLEAN)
CREATE OR REPLACE TEMP VIEW people AS
SELECT
    line,
    respondent,
    organisation,
    weight,
    FALSE AS contradictory
FROM source
