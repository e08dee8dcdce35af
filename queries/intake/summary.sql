-- How much was read of respondents who are numbered above $before?
-- One row.
-- returns: respondents BIGINT, organisations BIGINT, answers BIGINT
SELECT
    COUNT(*) AS respondents,
    COUNT(DISTINCT organisation) AS organisations,
    (SELECT COUNT(*) FROM answers WHERE level > 0 AND respondent > $before) AS answers
FROM respondents
WHERE respondent > $before
