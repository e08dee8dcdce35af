-- From how many organisations do the answers of each group and item come, and how uneven are they?
-- One row per group, item and question: its level, its level by use (yes, no, unknown), its use (said).
-- returns: "group" VARCHAR, item VARCHAR, question VARCHAR, organisations BIGINT, size_sq DOUBLE, largest BIGINT
SELECT
    "group",
    item,
    question,
    COUNT(*) AS organisations,
    CAST(SUM(n * n) AS DOUBLE) AS size_sq,
    CAST(MAX(n) AS BIGINT) AS largest
FROM (
    SELECT "group", item, 'level' AS question, answers AS n FROM sizes
    UNION ALL
    SELECT "group", item, 'yes' AS question, yes AS n FROM sizes
    UNION ALL
    SELECT "group", item, 'no' AS question, no AS n FROM sizes
    UNION ALL
    SELECT "group", item, 'unknown' AS question, unknown AS n FROM sizes
    UNION ALL
    SELECT "group", item, 'said' AS question, said AS n FROM sizes
) AS questions
WHERE n > 0
GROUP BY
    "group",
    item,
    question
ORDER BY
    "group",
    item,
    question
