-- How many answers does each organisation give in each published group of $dimension?
-- One row per organisation, group and item with an answer; item "all" counts people. Private: never published.
-- creates: sizes(organisation BIGINT, "group" VARCHAR, item VARCHAR, answers BIGINT, yes BIGINT, no BIGINT,
--          unknown BIGINT, said BIGINT)
CREATE OR REPLACE TEMP TABLE sizes AS
SELECT
    respondents.organisation,
    merged.into_group AS "group",
    answers.item,
    CAST(SUM(CASE WHEN answers.level > 0 THEN 1 ELSE 0 END) AS BIGINT) AS answers,
    CAST(SUM(CASE WHEN answers.level > 0 AND answers.use = 'yes' THEN 1 ELSE 0 END) AS BIGINT) AS yes,
    CAST(SUM(CASE WHEN answers.level > 0 AND answers.use = 'no' THEN 1 ELSE 0 END) AS BIGINT) AS no,
    CAST(SUM(CASE WHEN answers.level > 0 AND answers.use = 'unknown' THEN 1 ELSE 0 END) AS BIGINT) AS unknown,
    CAST(SUM(CASE WHEN answers.use <> 'unknown' THEN 1 ELSE 0 END) AS BIGINT) AS said
FROM answers
JOIN respondents ON respondents.respondent = answers.respondent
JOIN profiles ON profiles.profile = respondents.profile AND profiles.dimension = $dimension
JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
GROUP BY
    respondents.organisation,
    merged.into_group,
    answers.item
UNION ALL
SELECT
    respondents.organisation,
    merged.into_group AS "group",
    'all' AS item,
    COUNT(*) AS answers,
    CAST(0 AS BIGINT) AS yes,
    CAST(0 AS BIGINT) AS no,
    CAST(0 AS BIGINT) AS unknown,
    CAST(0 AS BIGINT) AS said
FROM respondents
JOIN profiles ON profiles.profile = respondents.profile AND profiles.dimension = $dimension
JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
GROUP BY
    respondents.organisation,
    merged.into_group
