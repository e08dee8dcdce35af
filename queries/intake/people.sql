-- Everybody in a file with a row per answer once, with what was written of them. Their first line speaks for them.
-- creates: first_lines(line BIGINT, respondent VARCHAR, organisation VARCHAR, weight VARCHAR, contradictory BOOLEAN)
CREATE OR REPLACE TEMP TABLE first_lines AS
SELECT
    MIN(line) AS line,
    respondent,
    ARG_MIN(organisation, line) AS organisation,
    ARG_MIN(weight, line) AS weight,
    COUNT(DISTINCT name) > 1
    OR COUNT(DISTINCT weight) > 1
    OR COUNT(DISTINCT combination) > 1 AS contradictory
FROM (
    SELECT
        source.line,
        COALESCE(source.respondent, '') AS respondent,
        source.organisation,
        COALESCE(source.weight, '') AS weight,
        COALESCE(organisations.name, '') AS name,
        LIST_VALUE(*COLUMNS('by:.*')) AS combination
    FROM source
    LEFT JOIN organisations ON organisations.raw = source.organisation
) AS said
GROUP BY respondent;
-- creates: people(line BIGINT, respondent VARCHAR, organisation VARCHAR, weight VARCHAR, contradictory BOOLEAN)
CREATE OR REPLACE TEMP VIEW people AS
SELECT
    line,
    respondent,
    organisation,
    weight,
    contradictory
FROM first_lines
