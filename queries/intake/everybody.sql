-- Everybody in a file with a row per respondent and no column that names them: each row is somebody.
-- creates: people(line BIGINT, respondent VARCHAR, organisation VARCHAR, weight VARCHAR, combination VARCHAR[],
--          lines BIGINT, contradictory BOOLEAN)
CREATE OR REPLACE TEMP TABLE people AS
SELECT
    line,
    CAST(line AS VARCHAR) AS respondent,
    COALESCE(organisations.name, '') AS organisation,
    COALESCE(weight, '') AS weight,
    LIST_VALUE(*COLUMNS('by:.*')) AS combination,
    CAST(1 AS BIGINT) AS lines,
    FALSE AS contradictory
FROM source
LEFT JOIN organisations ON organisations.raw = source.organisation
