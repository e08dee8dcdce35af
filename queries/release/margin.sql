-- To which group of $dimension does each respondent belong, and what do they weigh so far?
-- One row per respondent, in a fixed order.
-- returns: respondent BIGINT, weight DOUBLE, "group" VARCHAR
SELECT
    respondents.respondent,
    respondents.weight,
    profiles."group"
FROM respondents
JOIN profiles ON profiles.profile = respondents.profile
WHERE profiles.dimension = $dimension
ORDER BY respondents.respondent
