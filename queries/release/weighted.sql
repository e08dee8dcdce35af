-- The same respondents with the weights that were made for them.
-- creates: respondents(respondent BIGINT, organisation BIGINT, weight DOUBLE, profile INTEGER)
CREATE OR REPLACE TEMP TABLE respondents AS
SELECT
    respondents.respondent,
    respondents.organisation,
    given_weights.weight,
    respondents.profile
FROM respondents
JOIN given_weights ON given_weights.respondent = respondents.respondent
