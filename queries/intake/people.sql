-- Everybody in the file once, with what was written of them. Their first line speaks for them.
-- creates: people(line BIGINT, respondent VARCHAR, organisation VARCHAR, weight VARCHAR, combination VARCHAR[],
--          lines BIGINT, contradictory BOOLEAN)
CREATE OR REPLACE TEMP TABLE people AS
SELECT
    MIN(line) AS line,
    respondent,
    ARG_MIN(organisation, line) AS organisation,
    ARG_MIN(weight, line) AS weight,
    ARG_MIN(combination, line) AS combination,
    COUNT(*) AS lines,
    COUNT(DISTINCT organisation) > 1
    OR COUNT(DISTINCT weight) > 1
    OR COUNT(DISTINCT combination) > 1 AS contradictory
FROM (
    SELECT
        line,
        COALESCE(TRIM(respondent), '') AS respondent,
        COALESCE(organisations.name, '') AS organisation,
        COALESCE(weight, '') AS weight,
        LIST_VALUE(*COLUMNS('by:.*')) AS combination
    FROM source
    LEFT JOIN organisations ON organisations.raw = source.organisation
) AS said
GROUP BY respondent
