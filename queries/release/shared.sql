-- Which of the `places` have organisations in common, and by how much? Sums over organisations of products of weights.
-- One row per pair of places, a before b: for every base that is published, and for every share the products of those
-- in both, of the first alone with all of the second, of all of the first with the second.
-- returns: a INTEGER, b INTEGER, level_organisations BIGINT, level_product DOUBLE, use_organisations BIGINT,
--          use_product DOUBLE, users_organisations BIGINT, users_product DOUBLE, others_organisations BIGINT,
--          others_product DOUBLE, top_both DOUBLE, top_first DOUBLE, top_second DOUBLE, highest_both DOUBLE,
--          highest_first DOUBLE, highest_second DOUBLE, used_both DOUBLE, used_first DOUBLE, used_second DOUBLE
SELECT
    one.place AS a,
    two.place AS b,
    COUNT(CASE WHEN one.answers > 0 AND two.answers > 0 THEN 1 END) AS level_organisations,
    SUM(one.answers_weight * two.answers_weight) AS level_product,
    COUNT(CASE WHEN one.said > 0 AND two.said > 0 THEN 1 END) AS use_organisations,
    SUM(one.said_weight * two.said_weight) AS use_product,
    COUNT(CASE WHEN one.users > 0 AND two.users > 0 THEN 1 END) AS users_organisations,
    SUM(one.users_weight * two.users_weight) AS users_product,
    COUNT(CASE WHEN one.others > 0 AND two.others > 0 THEN 1 END) AS others_organisations,
    SUM(one.others_weight * two.others_weight) AS others_product,
    SUM(one.top_weight * two.top_weight) AS top_both,
    SUM(one.top_weight * two.answers_weight) AS top_first,
    SUM(one.answers_weight * two.top_weight) AS top_second,
    SUM(one.highest_weight * two.highest_weight) AS highest_both,
    SUM(one.highest_weight * two.answers_weight) AS highest_first,
    SUM(one.answers_weight * two.highest_weight) AS highest_second,
    SUM(one.used_weight * two.used_weight) AS used_both,
    SUM(one.used_weight * two.said_weight) AS used_first,
    SUM(one.said_weight * two.used_weight) AS used_second
FROM sizes AS one
JOIN sizes AS two ON two.organisation = one.organisation AND two.place > one.place
GROUP BY
    one.place,
    two.place
ORDER BY
    one.place,
    two.place
