-- Which published groups of $dimension share organisations, and by how much?
-- One row per item, question and pair of groups with an organisation in both; a comes before b.
-- returns: item VARCHAR, question VARCHAR, a VARCHAR, b VARCHAR, organisations BIGINT, size_product DOUBLE
SELECT
    item,
    question,
    a,
    b,
    organisations,
    size_product
FROM shared
WHERE dimension = $dimension
ORDER BY
    item,
    question,
    a,
    b
