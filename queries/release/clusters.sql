-- From how many organisations do the answers of each group and item come, and how uneven are they?
-- One row per group, item and question: its level, its level by use (users, others, unknown), its use.
-- returns: "group" VARCHAR, item VARCHAR, question VARCHAR, organisations BIGINT, size_sq DOUBLE, largest BIGINT
SELECT
    groups."group",
    given_items.item,
    clusters.question,
    clusters.organisations,
    clusters.size_sq,
    clusters.largest
FROM (
    SELECT
        "group",
        item,
        question,
        COUNT(*) AS organisations,
        CAST(SUM(weight * weight) AS DOUBLE) AS size_sq,
        CAST(MAX(n) AS BIGINT) AS largest
    FROM (
        SELECT "group", item, 'level' AS question, answers AS n, weight AS weight FROM sizes
        UNION ALL
        SELECT "group", item, 'users' AS question, users AS n, users_weight AS weight FROM sizes
        UNION ALL
        SELECT "group", item, 'others' AS question, others AS n, others_weight AS weight FROM sizes
        UNION ALL
        SELECT "group", item, 'unknown' AS question, unknown AS n, 0 AS weight FROM sizes
        UNION ALL
        SELECT "group", item, 'use' AS question, said AS n, said_weight AS weight FROM sizes
    ) AS questions
    WHERE n > 0
    GROUP BY
        "group",
        item,
        question
) AS clusters
JOIN (SELECT DISTINCT "group", number FROM places) AS groups ON groups.number = clusters."group"
JOIN given_items ON CAST(given_items.number AS SMALLINT) = clusters.item
ORDER BY
    groups."group",
    given_items.item,
    clusters.question
