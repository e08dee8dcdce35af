-- How many gave every item the same level, left most items open, or answered exactly as somebody else in the same
-- groups? Only who gave at least $least levels can do the first and the last; $half items are not most. What somebody
-- said is held against what others said by two sums of 64 bits over it, in whatever order it was said.
-- One row.
-- returns: straight BIGINT, unfinished BIGINT, repeated BIGINT, dominant DOUBLE
WITH rated AS (
    SELECT
        respondent,
        COUNT(*) FILTER (WHERE level > 0) AS levels,
        COUNT(*) FILTER (WHERE level <> 0) AS given,
        MIN(level) FILTER (WHERE level > 0) AS lowest,
        MAX(level) FILTER (WHERE level > 0) AS highest,
        SUM(CAST(HASH(item, level, use) AS HUGEINT)) AS said,
        BIT_XOR(HASH(use, level, item)) AS said_too
    FROM answers
    GROUP BY respondent
),

alike AS (
    SELECT COUNT(*) - 1 AS again
    FROM rated
    JOIN respondents ON respondents.respondent = rated.respondent
    WHERE rated.levels >= $least
    GROUP BY
        rated.said,
        rated.said_too,
        respondents.profile,
        respondents.organisation
)

SELECT
    (SELECT COUNT(*) FROM rated WHERE levels >= $least AND lowest = highest) AS straight,
    (SELECT COUNT(*) FROM rated WHERE given < $half) AS unfinished,
    CAST(COALESCE((SELECT SUM(again) FROM alike), 0) AS BIGINT) AS repeated,
    CAST(COALESCE((
        SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM respondents WHERE organisation IS NOT NULL GROUP BY organisation)
    ) / NULLIF((SELECT COUNT(*) FROM respondents), 0), 0) AS DOUBLE) AS dominant
