-- The same of a file with a row per answer; $items is how many items the codebook has. Everybody's first line speaks
-- for them.
-- adds to: respondents(respondent BIGINT, organisation INTEGER, profile BIGINT, weight DOUBLE, levels TINYINT[],
--          uses TINYINT[])
INSERT INTO respondents
SELECT
    $before + said.line AS respondent,
    numbered.number AS organisation,
    said.profile,
    said.weight,
    LIST_TRANSFORM(RANGE(1, $items + 1), lambda place: CAST(COALESCE(said.level[place], 0) AS TINYINT)) AS levels,
    LIST_TRANSFORM(RANGE(1, $items + 1), lambda place: CAST(COALESCE(said.use[place], 0) AS TINYINT)) AS uses
FROM (
    SELECT
        MIN(line) AS line,
        ARG_MIN(organisation, line) AS organisation,
        ARG_MIN(profile, line) AS profile,
        ARG_MIN(weight, line) AS weight,
        MAP(LIST(item) FILTER (WHERE answered), LIST(level) FILTER (WHERE answered)) AS level,
        MAP(LIST(item) FILTER (WHERE answered), LIST(use) FILTER (WHERE answered)) AS use,
        MAX(level) AS highest,
        MAX(use) AS told
    FROM (
        SELECT
            *,
            item IS NOT NULL AND (level <> 0 OR use <> 0) AS answered
        FROM coded
    ) AS answers
    GROUP BY COALESCE(respondent, '')
) AS said
LEFT JOIN numbered ON numbered.raw = said.organisation
WHERE said.highest > 0 OR said.told > 0
