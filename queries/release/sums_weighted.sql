-- The same as sums.sql where answers have weights of their own: of what is counted also the sum of weights.
-- One row per organisation and place.
-- creates: sums(organisation INTEGER, place INTEGER, answers INTEGER, users INTEGER, others INTEGER, said INTEGER,
--          used INTEGER, top INTEGER, highest INTEGER, total INTEGER, total_sq INTEGER, answers_weight DOUBLE,
--          users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight DOUBLE, top_weight DOUBLE,
--          highest_weight DOUBLE)
CREATE OR REPLACE TEMP TABLE sums AS
SELECT
    rated.organisation,
    places.place,
    CAST(COUNT(CASE WHEN rated.level > 0 THEN 1 END) AS INTEGER) AS answers,
    CAST(COUNT(CASE WHEN rated.level > 0 AND rated.use = 1 THEN 1 END) AS INTEGER) AS users,
    CAST(COUNT(CASE WHEN rated.level > 0 AND rated.use = 2 THEN 1 END) AS INTEGER) AS others,
    CAST(COUNT(CASE WHEN rated.use > 0 THEN 1 END) AS INTEGER) AS said,
    CAST(COUNT(CASE WHEN rated.use = 1 THEN 1 END) AS INTEGER) AS used,
    CAST(COUNT(CASE WHEN rated.level >= $top THEN 1 END) AS INTEGER) AS top,
    CAST(COUNT(CASE WHEN rated.level = $highest THEN 1 END) AS INTEGER) AS highest,
    CAST(SUM(CASE WHEN rated.level > 0 THEN rated.level ELSE 0 END) AS INTEGER) AS total,
    CAST(SUM(CASE WHEN rated.level > 0 THEN rated.level * rated.level ELSE 0 END) AS INTEGER) AS total_sq,
    SUM(CASE WHEN rated.level > 0 THEN rated.weight ELSE 0 END) AS answers_weight,
    SUM(CASE WHEN rated.level > 0 AND rated.use = 1 THEN rated.weight ELSE 0 END) AS users_weight,
    SUM(CASE WHEN rated.level > 0 AND rated.use = 2 THEN rated.weight ELSE 0 END) AS others_weight,
    SUM(CASE WHEN rated.use > 0 THEN rated.weight ELSE 0 END) AS said_weight,
    SUM(CASE WHEN rated.use = 1 THEN rated.weight ELSE 0 END) AS used_weight,
    SUM(CASE WHEN rated.level >= $top THEN rated.weight ELSE 0 END) AS top_weight,
    SUM(CASE WHEN rated.level = $highest THEN rated.weight ELSE 0 END) AS highest_weight
FROM rated
JOIN places ON places.profile = rated.profile
GROUP BY
    rated.organisation,
    places.place
