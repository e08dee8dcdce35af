-- Which combinations of groups occur, as codes?
-- One row per combination and dimension; "all" holds everybody.
-- adds to: profiles(profile INTEGER, dimension VARCHAR, "group" VARCHAR)
INSERT INTO profiles
SELECT
    said.profile,
    said.dimension,
    COALESCE(meanings.code, 'all') AS "group"
FROM (
    SELECT
        profile,
        UNNEST($dimensions) AS dimension,
        UNNEST(combination) AS raw
    FROM combinations
) AS said
LEFT JOIN meanings ON meanings.name = 'by:' || said.dimension AND meanings.raw = said.raw
