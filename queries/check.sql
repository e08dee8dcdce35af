-- Does a release contradict itself? Levels that do not add up to their base, or numbers of a hidden cell.
-- One row per fault; a sound release has none.
-- returns: dimension VARCHAR, "group" VARCHAR, item VARCHAR, question VARCHAR, fault VARCHAR
SELECT
    bases.dimension,
    bases."group",
    bases.item,
    bases.question,
    CASE WHEN bases.hidden THEN 'a hidden cell has numbers' ELSE 'levels do not add up to the base' END AS fault
FROM bases
LEFT JOIN (
    SELECT
        dimension,
        "group",
        item,
        'level' AS question,
        SUM(n) AS n
    FROM counts
    WHERE level > 0
    GROUP BY
        dimension,
        "group",
        item
    UNION ALL
    SELECT
        dimension,
        "group",
        item,
        CASE WHEN use = 'yes' THEN 'users' ELSE 'others' END AS question,
        SUM(n) AS n
    FROM counts
    WHERE level > 0 AND use IN ('yes', 'no')
    GROUP BY
        dimension,
        "group",
        item,
        use
) AS chosen
    ON chosen.dimension = bases.dimension
    AND chosen."group" = bases."group"
    AND chosen.item = bases.item
    AND chosen.question = bases.question
WHERE
    bases.item <> 'all'
    AND bases.question <> 'use'
    AND (
        (bases.hidden AND (bases.n IS NOT NULL OR chosen.n IS NOT NULL))
        OR (NOT bases.hidden AND bases.n <> COALESCE(chosen.n, 0))
    )
ORDER BY
    bases.dimension,
    bases."group",
    bases.item,
    bases.question
