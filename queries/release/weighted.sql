-- The same respondents with the weights that were made for them.
-- creates: respondents(respondent BIGINT, organisation INTEGER, profile BIGINT, weight DOUBLE, levels TINYINT[],
--          uses TINYINT[])
CREATE OR REPLACE TEMP TABLE respondents AS
SELECT
    respondents.respondent,
    respondents.organisation,
    respondents.profile,
    given_weights.weight,
    respondents.levels,
    respondents.uses
FROM respondents
JOIN given_weights ON given_weights.respondent = respondents.respondent
