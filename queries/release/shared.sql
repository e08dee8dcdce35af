-- Which groups have organisations in common, and by how much? Sums over organisations of products of weights.
-- One row per item and pair of groups, a before b: for every question whose base is published, and for every share
-- the products of those in both, of the first alone with all of the second, of all of the first with the second.
-- returns: item VARCHAR, a VARCHAR, b VARCHAR, level_organisations BIGINT, level_product DOUBLE, use_organisations
--          BIGINT, use_product DOUBLE, users_organisations BIGINT, users_product DOUBLE, others_organisations
--          BIGINT, others_product DOUBLE, top_both DOUBLE, top_first DOUBLE, top_second DOUBLE, highest_both
--          DOUBLE, highest_first DOUBLE, highest_second DOUBLE, used_both DOUBLE, used_first DOUBLE, used_second
--          DOUBLE
SELECT
    given_items.item,
    first."group" AS a,
    second."group" AS b,
    pairs.level_organisations,
    pairs.level_product,
    pairs.use_organisations,
    pairs.use_product,
    pairs.users_organisations,
    pairs.users_product,
    pairs.others_organisations,
    pairs.others_product,
    pairs.top_both,
    pairs.top_first,
    pairs.top_second,
    pairs.highest_both,
    pairs.highest_first,
    pairs.highest_second,
    pairs.used_both,
    pairs.used_first,
    pairs.used_second
FROM (
    SELECT
        one.item,
        one."group" AS a,
        two."group" AS b,
        CAST(SUM(CASE WHEN one.answers > 0 AND two.answers > 0 THEN 1 ELSE 0 END) AS BIGINT) AS level_organisations,
        SUM(one.weight * two.weight) AS level_product,
        CAST(SUM(CASE WHEN one.said > 0 AND two.said > 0 THEN 1 ELSE 0 END) AS BIGINT) AS use_organisations,
        SUM(one.said_weight * two.said_weight) AS use_product,
        CAST(SUM(CASE WHEN one.users > 0 AND two.users > 0 THEN 1 ELSE 0 END) AS BIGINT) AS users_organisations,
        SUM(one.users_weight * two.users_weight) AS users_product,
        CAST(SUM(CASE WHEN one.others > 0 AND two.others > 0 THEN 1 ELSE 0 END) AS BIGINT) AS others_organisations,
        SUM(one.others_weight * two.others_weight) AS others_product,
        SUM(one.top_weight * two.top_weight) AS top_both,
        SUM(one.top_weight * two.weight) AS top_first,
        SUM(one.weight * two.top_weight) AS top_second,
        SUM(one.highest_weight * two.highest_weight) AS highest_both,
        SUM(one.highest_weight * two.weight) AS highest_first,
        SUM(one.weight * two.highest_weight) AS highest_second,
        SUM(one.used_weight * two.used_weight) AS used_both,
        SUM(one.used_weight * two.said_weight) AS used_first,
        SUM(one.said_weight * two.used_weight) AS used_second
    FROM sizes AS one
    JOIN sizes AS two ON two.organisation = one.organisation AND two.item = one.item AND two."group" > one."group"
    GROUP BY
        one.item,
        one."group",
        two."group"
) AS pairs
JOIN (SELECT DISTINCT "group", number FROM places) AS first ON first.number = pairs.a
JOIN (SELECT DISTINCT "group", number FROM places) AS second ON second.number = pairs.b
JOIN given_items ON CAST(given_items.number AS SMALLINT) = pairs.item
ORDER BY
    given_items.item,
    first."group",
    second."group"
