-- What does each respondent weigh so far, and of which combination of groups are they?
-- One row per respondent, in a fixed order.
-- returns: respondent BIGINT, weight DOUBLE, profile BIGINT
SELECT
    respondent,
    weight,
    profile
FROM respondents
ORDER BY respondent
