-- How many gave each item a level, and how many another answer? $items are the items of the codebook.
-- One row per item.
-- returns: item VARCHAR, levels BIGINT, others BIGINT
SELECT
    asked.item,
    COUNT(*) FILTER (WHERE answers.level > 0) AS levels,
    COUNT(*) FILTER (WHERE answers.level < 0) AS others
FROM (SELECT UNNEST($items) AS item) AS asked
LEFT JOIN answers ON answers.item = asked.item
GROUP BY asked.item
ORDER BY asked.item
