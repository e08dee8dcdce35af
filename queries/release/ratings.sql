-- Everything that was said, narrow enough to be counted many times: numbers in place of names.
-- One row per answer, with the item's number in the codebook; use is 0 unknown, 1 yes, 2 no. And one row per
-- person, as item 0 with level 1. Private.
-- creates: ratings(organisation INTEGER, profile INTEGER, item SMALLINT, level TINYINT, use TINYINT, weight DOUBLE)
CREATE OR REPLACE TEMP TABLE ratings AS
SELECT
    CAST(respondents.organisation AS INTEGER) AS organisation,
    respondents.profile,
    CAST(given_items.number AS SMALLINT) AS item,
    CAST(answers.level AS TINYINT) AS level,
    CAST(CASE answers.use WHEN 'yes' THEN 1 WHEN 'no' THEN 2 ELSE 0 END AS TINYINT) AS use,
    respondents.weight
FROM answers
JOIN respondents ON respondents.respondent = answers.respondent
JOIN given_items ON given_items.item = answers.item
UNION ALL
SELECT
    CAST(organisation AS INTEGER) AS organisation,
    profile,
    CAST(0 AS SMALLINT) AS item,
    CAST(1 AS TINYINT) AS level,
    CAST(0 AS TINYINT) AS use,
    weight
FROM respondents
