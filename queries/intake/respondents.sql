-- Everybody by a number, without a name: organisation, weight and combination of groups as numbers.
-- Numbered by the first line, so a long and a wide file of the same people agree in what is counted; from $before up,
-- behind those of earlier files.
-- adds to: respondents(respondent BIGINT, organisation BIGINT, weight DOUBLE, profile INTEGER)
INSERT INTO respondents
SELECT
    $before + people.line AS respondent,
    CASE WHEN $organised THEN numbers.number END AS organisation,
    CASE WHEN $weighted THEN CAST(people.weight AS DOUBLE) ELSE 1 END AS weight,
    combinations.profile
FROM people
JOIN combinations ON combinations.combination = people.combination
JOIN numbers ON numbers.organisation = people.organisation
WHERE $before + people.line IN (SELECT respondent FROM answers WHERE level > 0 OR use <> 'unknown')
