-- What does each organisation say of the item of `rated` in each of the `places`, as numbers of people?
-- One row per organisation and place. The top begins at level $top, and $highest is the scale's last.
-- creates: sums(organisation INTEGER, place INTEGER, answers INTEGER, users INTEGER, others INTEGER, said INTEGER,
--          used INTEGER, top INTEGER, highest INTEGER, total INTEGER, total_sq INTEGER)
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
    CAST(SUM(CASE WHEN rated.level > 0 THEN rated.level * rated.level ELSE 0 END) AS INTEGER) AS total_sq
FROM rated
JOIN places ON places.profile = rated.profile
GROUP BY
    rated.organisation,
    places.place
