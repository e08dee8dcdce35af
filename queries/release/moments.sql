-- How do the organisations of each group differ in what is measured? Sums of squares over organisations.
-- One row per group, item and measure (top, highest, mean, use). Private: only what follows from them is published.
-- returns: "group" VARCHAR, item VARCHAR, measure VARCHAR, n DOUBLE, organisations DOUBLE, count_sq DOUBLE,
--          total DOUBLE, total_sq DOUBLE, between_sq DOUBLE, weight_sq DOUBLE, mixed DOUBLE, part_sq DOUBLE
SELECT
    groups."group",
    given_items.item,
    moments.measure,
    moments.n,
    moments.organisations,
    moments.count_sq,
    moments.total,
    moments.total_sq,
    moments.between_sq,
    moments.weight_sq,
    moments.mixed,
    moments.part_sq
FROM (
    SELECT
        "group",
        item,
        measure,
        CAST(SUM(n) AS DOUBLE) AS n,
        CAST(COUNT(*) AS DOUBLE) AS organisations,
        CAST(SUM(n * n) AS DOUBLE) AS count_sq,
        CAST(SUM(total) AS DOUBLE) AS total,
        CAST(SUM(total_sq) AS DOUBLE) AS total_sq,
        SUM(total * total / n) AS between_sq,
        SUM(weight * weight) AS weight_sq,
        SUM(weight * part) AS mixed,
        SUM(part * part) AS part_sq
    FROM (
        SELECT "group", item, 'top' AS measure, answers AS n, top AS total, top AS total_sq, weight AS weight, top_weight AS part FROM sizes
        UNION ALL
        SELECT "group", item, 'highest' AS measure, answers AS n, highest AS total, highest AS total_sq, weight AS weight, highest_weight AS part FROM sizes
        UNION ALL
        SELECT "group", item, 'mean' AS measure, answers AS n, total AS total, total_sq AS total_sq, 0 AS weight, 0 AS part FROM sizes
        UNION ALL
        SELECT "group", item, 'use' AS measure, said AS n, used AS total, used AS total_sq, said_weight AS weight, used_weight AS part FROM sizes
    ) AS measured
    WHERE n > 0 AND item > 0
    GROUP BY
        "group",
        item,
        measure
) AS moments
JOIN (SELECT DISTINCT "group", number FROM places) AS groups ON groups.number = moments."group"
JOIN given_items ON CAST(given_items.number AS SMALLINT) = moments.item
ORDER BY
    groups."group",
    given_items.item,
    moments.measure
