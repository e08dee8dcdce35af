-- How do organisations spread, and how do they differ, in each of the `places`? Sums over organisations.
-- One row per place. For every base (level, users, others, unknown, use): how many organisations take part in it, how
-- many the largest one is, and the sum of squares of their weights. For every measure (top, highest, mean, use), with
-- y what is measured: Σy, Σ(sum of y in the organisation)²/answers, ΣWX and ΣX², W being all its weight and X that of y.
-- returns: place INTEGER, level_organisations BIGINT, level_largest BIGINT, level_size_sq DOUBLE, users_organisations
--          BIGINT, users_largest BIGINT, users_size_sq DOUBLE, others_organisations BIGINT, others_largest BIGINT,
--          others_size_sq DOUBLE, unknown_organisations BIGINT, unknown_largest BIGINT, use_organisations BIGINT,
--          use_largest BIGINT, use_size_sq DOUBLE, answers DOUBLE, answers_sq DOUBLE, said DOUBLE, said_sq DOUBLE,
--          top DOUBLE, top_between DOUBLE, top_mixed DOUBLE, top_part_sq DOUBLE, highest DOUBLE, highest_between
--          DOUBLE, highest_mixed DOUBLE, highest_part_sq DOUBLE, mean DOUBLE, mean_sq DOUBLE, mean_between DOUBLE,
--          used DOUBLE, used_between DOUBLE, used_mixed DOUBLE, used_part_sq DOUBLE
SELECT
    place,
    COUNT(CASE WHEN answers > 0 THEN 1 END) AS level_organisations,
    CAST(MAX(answers) AS BIGINT) AS level_largest,
    SUM(answers_weight * answers_weight) AS level_size_sq,
    COUNT(CASE WHEN users > 0 THEN 1 END) AS users_organisations,
    CAST(MAX(users) AS BIGINT) AS users_largest,
    SUM(users_weight * users_weight) AS users_size_sq,
    COUNT(CASE WHEN others > 0 THEN 1 END) AS others_organisations,
    CAST(MAX(others) AS BIGINT) AS others_largest,
    SUM(others_weight * others_weight) AS others_size_sq,
    COUNT(CASE WHEN answers > users + others THEN 1 END) AS unknown_organisations,
    CAST(MAX(answers - users - others) AS BIGINT) AS unknown_largest,
    COUNT(CASE WHEN said > 0 THEN 1 END) AS use_organisations,
    CAST(MAX(said) AS BIGINT) AS use_largest,
    SUM(said_weight * said_weight) AS use_size_sq,
    SUM(CAST(answers AS DOUBLE)) AS answers,
    SUM(CAST(answers AS DOUBLE) * answers) AS answers_sq,
    SUM(CAST(said AS DOUBLE)) AS said,
    SUM(CAST(said AS DOUBLE) * said) AS said_sq,
    SUM(CAST(top AS DOUBLE)) AS top,
    SUM(CASE WHEN answers > 0 THEN CAST(top AS DOUBLE) * top / answers ELSE 0 END) AS top_between,
    SUM(answers_weight * top_weight) AS top_mixed,
    SUM(top_weight * top_weight) AS top_part_sq,
    SUM(CAST(highest AS DOUBLE)) AS highest,
    SUM(CASE WHEN answers > 0 THEN CAST(highest AS DOUBLE) * highest / answers ELSE 0 END) AS highest_between,
    SUM(answers_weight * highest_weight) AS highest_mixed,
    SUM(highest_weight * highest_weight) AS highest_part_sq,
    SUM(CAST(total AS DOUBLE)) AS mean,
    SUM(CAST(total_sq AS DOUBLE)) AS mean_sq,
    SUM(CASE WHEN answers > 0 THEN CAST(total AS DOUBLE) * total / answers ELSE 0 END) AS mean_between,
    SUM(CAST(used AS DOUBLE)) AS used,
    SUM(CASE WHEN said > 0 THEN CAST(used AS DOUBLE) * used / said ELSE 0 END) AS used_between,
    SUM(said_weight * used_weight) AS used_mixed,
    SUM(used_weight * used_weight) AS used_part_sq
FROM sizes
GROUP BY place
ORDER BY place
