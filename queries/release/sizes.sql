-- What does each organisation give in each published group of $dimension, as numbers of people and of weights?
-- One row per organisation, group and item with an answer; item "all" counts people. The top begins at level $top,
-- and $highest is the scale's last. Private: never published.
-- creates: sizes(organisation BIGINT, "group" VARCHAR, item VARCHAR, answers BIGINT, users BIGINT, others BIGINT,
--          unknown BIGINT, said BIGINT, used BIGINT, top BIGINT, highest BIGINT, total BIGINT, total_sq BIGINT,
--          weight DOUBLE, users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight DOUBLE,
--          top_weight DOUBLE, highest_weight DOUBLE)
CREATE OR REPLACE TEMP TABLE sizes AS
SELECT
    respondents.organisation,
    merged.into_group AS "group",
    answers.item,
    CAST(SUM(CASE WHEN answers.level > 0 THEN 1 ELSE 0 END) AS BIGINT) AS answers,
    CAST(SUM(CASE WHEN answers.level > 0 AND answers.use = 'yes' THEN 1 ELSE 0 END) AS BIGINT) AS users,
    CAST(SUM(CASE WHEN answers.level > 0 AND answers.use = 'no' THEN 1 ELSE 0 END) AS BIGINT) AS others,
    CAST(SUM(CASE WHEN answers.level > 0 AND answers.use = 'unknown' THEN 1 ELSE 0 END) AS BIGINT) AS unknown,
    CAST(SUM(CASE WHEN answers.use <> 'unknown' THEN 1 ELSE 0 END) AS BIGINT) AS said,
    CAST(SUM(CASE WHEN answers.use = 'yes' THEN 1 ELSE 0 END) AS BIGINT) AS used,
    CAST(SUM(CASE WHEN answers.level >= $top THEN 1 ELSE 0 END) AS BIGINT) AS top,
    CAST(SUM(CASE WHEN answers.level = $highest THEN 1 ELSE 0 END) AS BIGINT) AS highest,
    CAST(SUM(CASE WHEN answers.level > 0 THEN answers.level ELSE 0 END) AS BIGINT) AS total,
    CAST(SUM(CASE WHEN answers.level > 0 THEN answers.level * answers.level ELSE 0 END) AS BIGINT) AS total_sq,
    SUM(CASE WHEN answers.level > 0 THEN respondents.weight ELSE 0 END) AS weight,
    SUM(CASE WHEN answers.level > 0 AND answers.use = 'yes' THEN respondents.weight ELSE 0 END) AS users_weight,
    SUM(CASE WHEN answers.level > 0 AND answers.use = 'no' THEN respondents.weight ELSE 0 END) AS others_weight,
    SUM(CASE WHEN answers.use <> 'unknown' THEN respondents.weight ELSE 0 END) AS said_weight,
    SUM(CASE WHEN answers.use = 'yes' THEN respondents.weight ELSE 0 END) AS used_weight,
    SUM(CASE WHEN answers.level >= $top THEN respondents.weight ELSE 0 END) AS top_weight,
    SUM(CASE WHEN answers.level = $highest THEN respondents.weight ELSE 0 END) AS highest_weight
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
    CAST(0 AS BIGINT) AS users,
    CAST(0 AS BIGINT) AS others,
    CAST(0 AS BIGINT) AS unknown,
    CAST(0 AS BIGINT) AS said,
    CAST(0 AS BIGINT) AS used,
    CAST(0 AS BIGINT) AS top,
    CAST(0 AS BIGINT) AS highest,
    CAST(0 AS BIGINT) AS total,
    CAST(0 AS BIGINT) AS total_sq,
    SUM(respondents.weight) AS weight,
    CAST(0 AS DOUBLE) AS users_weight,
    CAST(0 AS DOUBLE) AS others_weight,
    CAST(0 AS DOUBLE) AS said_weight,
    CAST(0 AS DOUBLE) AS used_weight,
    CAST(0 AS DOUBLE) AS top_weight,
    CAST(0 AS DOUBLE) AS highest_weight
FROM respondents
JOIN profiles ON profiles.profile = respondents.profile AND profiles.dimension = $dimension
JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
GROUP BY
    respondents.organisation,
    merged.into_group
