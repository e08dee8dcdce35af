-- Whose own columns cannot be: no id, no or two organisations, a weight that is no positive number?
-- One row per fault, the first 20 of each kind.
-- returns: fault VARCHAR, line BIGINT, raw VARCHAR
(SELECT 'id' AS fault, line, respondent AS raw FROM people WHERE respondent = '' ORDER BY line LIMIT 20)
UNION ALL
(SELECT 'contradictory', line, '' FROM people WHERE $long AND contradictory ORDER BY line LIMIT 20)
UNION ALL
(
    SELECT 'weight', line, weight FROM people
    WHERE $weighted AND (TRY_CAST(weight AS DOUBLE) IS NULL OR NOT ISFINITE(TRY_CAST(weight AS DOUBLE))
        OR TRY_CAST(weight AS DOUBLE) <= 0)
    ORDER BY line LIMIT 20
)
UNION ALL
(SELECT 'organisation', line, '' FROM people WHERE $organised AND organisation = '' ORDER BY line LIMIT 20)
