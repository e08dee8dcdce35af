-- What does each organisation give in each place, as numbers of people and of weights?
-- One row per organisation, place and item with an answer. The top begins at level $top, and $highest is the
-- scale's last. Private: never published.
-- creates: sums(organisation INTEGER, "group" SMALLINT, item SMALLINT, answers BIGINT, users BIGINT, others BIGINT,
--          unknown BIGINT, said BIGINT, used BIGINT, top BIGINT, highest BIGINT, total DOUBLE, total_sq DOUBLE,
--          weight DOUBLE, users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight DOUBLE,
--          top_weight DOUBLE, highest_weight DOUBLE)
CREATE OR REPLACE TEMP TABLE sums AS
SELECT
    ratings.organisation,
    places.number AS "group",
    ratings.item,
    COUNT(CASE WHEN ratings.level > 0 THEN 1 END) AS answers,
    COUNT(CASE WHEN ratings.level > 0 AND ratings.use = 1 THEN 1 END) AS users,
    COUNT(CASE WHEN ratings.level > 0 AND ratings.use = 2 THEN 1 END) AS others,
    COUNT(CASE WHEN ratings.level > 0 AND ratings.use = 0 THEN 1 END) AS unknown,
    COUNT(CASE WHEN ratings.use > 0 THEN 1 END) AS said,
    COUNT(CASE WHEN ratings.use = 1 THEN 1 END) AS used,
    COUNT(CASE WHEN ratings.level >= $top THEN 1 END) AS top,
    COUNT(CASE WHEN ratings.level = $highest THEN 1 END) AS highest,
    SUM(CASE WHEN ratings.level > 0 THEN CAST(ratings.level AS DOUBLE) ELSE 0 END) AS total,
    SUM(CASE WHEN ratings.level > 0 THEN CAST(ratings.level AS DOUBLE) * ratings.level ELSE 0 END) AS total_sq,
    SUM(CASE WHEN ratings.level > 0 THEN ratings.weight ELSE 0 END) AS weight,
    SUM(CASE WHEN ratings.level > 0 AND ratings.use = 1 THEN ratings.weight ELSE 0 END) AS users_weight,
    SUM(CASE WHEN ratings.level > 0 AND ratings.use = 2 THEN ratings.weight ELSE 0 END) AS others_weight,
    SUM(CASE WHEN ratings.use > 0 THEN ratings.weight ELSE 0 END) AS said_weight,
    SUM(CASE WHEN ratings.use = 1 THEN ratings.weight ELSE 0 END) AS used_weight,
    SUM(CASE WHEN ratings.level >= $top THEN ratings.weight ELSE 0 END) AS top_weight,
    SUM(CASE WHEN ratings.level = $highest THEN ratings.weight ELSE 0 END) AS highest_weight
FROM ratings
JOIN places ON places.profile = ratings.profile
GROUP BY
    ratings.organisation,
    places.number,
    ratings.item
