-- Whose own columns cannot be: no id, no or two organisations, a weight that is no positive number?
-- One row per fault, the first 20 of each kind. $named is whether a column tells them apart.
-- returns: fault VARCHAR, line BIGINT, raw VARCHAR
(
    SELECT 'id' AS fault, line, '' AS raw FROM people
    WHERE $named AND COALESCE(respondent, '') = ''
    ORDER BY line LIMIT 20
)
UNION ALL
(SELECT 'contradictory', line, '' FROM people WHERE $long AND contradictory ORDER BY line LIMIT 20)
UNION ALL
(
    SELECT 'weight', line, COALESCE(weight, '') FROM people
    WHERE $weighted AND (TRY_CAST(weight AS DOUBLE) IS NULL OR NOT ISFINITE(TRY_CAST(weight AS DOUBLE))
        OR TRY_CAST(weight AS DOUBLE) <= 0)
    ORDER BY line LIMIT 20
)
UNION ALL
(
    SELECT 'organisation', line, '' FROM people
    WHERE $organised AND (organisation IS NULL OR organisation IN (SELECT raw FROM organisations WHERE name = ''))
    ORDER BY line LIMIT 20
)
