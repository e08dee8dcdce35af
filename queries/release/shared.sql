-- Which groups have organisations in common, and by how much?
-- One row per item, question and pair of groups; a comes before b.
-- returns: item VARCHAR, a VARCHAR, b VARCHAR, organisations BIGINT, size_product DOUBLE, said_organisations BIGINT,
--          said_product DOUBLE
SELECT
    one.item,
    one."group" AS a,
    two."group" AS b,
    CAST(SUM(CASE WHEN one.answers > 0 AND two.answers > 0 THEN 1 ELSE 0 END) AS BIGINT) AS organisations,
    CAST(SUM(one.answers * two.answers) AS DOUBLE) AS size_product,
    CAST(SUM(CASE WHEN one.said > 0 AND two.said > 0 THEN 1 ELSE 0 END) AS BIGINT) AS said_organisations,
    CAST(SUM(one.said * two.said) AS DOUBLE) AS said_product
FROM sizes AS one
JOIN sizes AS two ON two.organisation = one.organisation AND two.item = one.item AND two."group" > one."group"
GROUP BY
    one.item,
    one."group",
    two."group"
ORDER BY
    one.item,
    one."group",
    two."group"
