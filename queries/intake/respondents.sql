-- Everybody by a number, without a name: organisation, weight and combination of groups as numbers.
-- Numbered by the first line, so a long and a wide file of the same people agree in what is counted.
-- creates: respondents(respondent BIGINT, organisation BIGINT, weight DOUBLE, profile INTEGER)
CREATE OR REPLACE TEMP TABLE respondents AS
SELECT
    people.line AS respondent,
    CASE WHEN $organised THEN organisations.number END AS organisation,
    CASE WHEN $weighted THEN CAST(people.weight AS DOUBLE) ELSE 1 END AS weight,
    combinations.profile
FROM people
JOIN combinations ON combinations.combination = people.combination
JOIN (
    SELECT
        organisation,
        ROW_NUMBER() OVER () AS number
    FROM (SELECT DISTINCT organisation FROM people) AS named
) AS organisations ON organisations.organisation = people.organisation
WHERE people.line IN (SELECT respondent FROM answers WHERE level > 0 OR use <> 'unknown')
