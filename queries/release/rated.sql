-- What did everybody say of one item? $item is its place in the codebook, from 1 up; 0 is the person, at level 1.
-- One row per respondent who said something. A use is 0 unknown, 1 yes, 2 no. Private.
-- creates: rated(organisation INTEGER, profile BIGINT, weight DOUBLE, level TINYINT, use TINYINT)
CREATE OR REPLACE TEMP TABLE rated AS
SELECT
    organisation,
    profile,
    weight,
    level,
    use
FROM (
    SELECT
        organisation,
        profile,
        weight,
        CAST(CASE WHEN $item = 0 THEN 1 ELSE LIST_EXTRACT(levels, $item) END AS TINYINT) AS level,
        CAST(CASE WHEN $item = 0 THEN 0 ELSE LIST_EXTRACT(uses, $item) END AS TINYINT) AS use
    FROM respondents
) AS said
WHERE level <> 0 OR use <> 0
