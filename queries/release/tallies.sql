-- How many of each combination of groups gave each answer? The one heavy count of a release.
-- One row per profile, item, level and use; level 0 is no answer beside a known use.
-- creates: tallies(profile INTEGER, item VARCHAR, level INTEGER, use VARCHAR, n BIGINT, weight DOUBLE, weight_sq DOUBLE)
CREATE TEMP TABLE tallies AS
SELECT
    respondents.profile,
    answers.item,
    answers.level,
    answers.use,
    COUNT(*) AS n,
    SUM(respondents.weight) AS weight,
    SUM(respondents.weight * respondents.weight) AS weight_sq
FROM answers
JOIN respondents ON respondents.respondent = answers.respondent
GROUP BY
    respondents.profile,
    answers.item,
    answers.level,
    answers.use
