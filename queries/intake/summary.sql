-- How much was read?
-- One row.
-- returns: respondents BIGINT, everybody BIGINT, organisations BIGINT, answers BIGINT
SELECT
    (SELECT COUNT(*) FROM respondents) AS respondents,
    (SELECT COUNT(*) FROM people) AS everybody,
    (SELECT COUNT(DISTINCT organisation) FROM respondents) AS organisations,
    (SELECT COUNT(*) FROM answers WHERE level > 0) AS answers
