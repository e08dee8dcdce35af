-- How much was read of respondents who are numbered above $before?
-- One row.
-- returns: respondents BIGINT, organisations BIGINT, answers BIGINT
SELECT
    COUNT(*) AS respondents,
    COUNT(DISTINCT organisation) AS organisations,
    CAST(COALESCE(SUM(LEN(LIST_FILTER(levels, lambda level: level > 0))), 0) AS BIGINT) AS answers
FROM respondents
WHERE respondent > $before
