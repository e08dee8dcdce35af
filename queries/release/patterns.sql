-- How many gave every item the same level, left most items open, or answered exactly as somebody else of the same
-- groups and organisation? Only who gave at least $least levels can do the first and the last; $half items are not most.
-- One row.
-- returns: straight BIGINT, unfinished BIGINT, repeated BIGINT
SELECT
    CAST(COALESCE(SUM(straight), 0) AS BIGINT) AS straight,
    CAST(COALESCE(SUM(unfinished), 0) AS BIGINT) AS unfinished,
    CAST(COALESCE(SUM(CASE WHEN rated > 1 THEN rated - 1 ELSE 0 END), 0) AS BIGINT) AS repeated
FROM (
    SELECT
        COUNT(CASE WHEN rated >= $least THEN 1 END) AS rated,
        COUNT(CASE WHEN rated >= $least AND lowest = highest THEN 1 END) AS straight,
        COUNT(CASE WHEN given < $half THEN 1 END) AS unfinished
    FROM (
        SELECT
            organisation,
            profile,
            said,
            LEN(levels) AS rated,
            given,
            LIST_MIN(levels) AS lowest,
            LIST_MAX(levels) AS highest
        FROM (
            SELECT
                organisation,
                profile,
                HASH(levels, uses) AS said,
                LIST_FILTER(levels, lambda level: level > 0) AS levels,
                LEN(LIST_FILTER(levels, lambda level: level <> 0)) AS given
            FROM respondents
        ) AS said_so
    ) AS everybody
    GROUP BY
        organisation,
        profile,
        said
) AS alike
