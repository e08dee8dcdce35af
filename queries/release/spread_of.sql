-- Over which organisations do those spread who said something about $item?
-- One row per organisation, profile, use and whether a level was given. Private.
-- returns: organisation BIGINT, profile INTEGER, use VARCHAR, rated BOOLEAN, n BIGINT
SELECT
    respondents.organisation,
    respondents.profile,
    answers.use,
    answers.level > 0 AS rated,
    COUNT(*) AS n
FROM answers
JOIN respondents ON respondents.respondent = answers.respondent
WHERE answers.item = $item
GROUP BY
    respondents.organisation,
    respondents.profile,
    answers.use,
    answers.level > 0
ORDER BY
    respondents.organisation,
    respondents.profile,
    answers.use,
    rated
