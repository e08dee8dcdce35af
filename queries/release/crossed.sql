-- Every respondent's cell in the table of $dimensions, as one more dimension whose groups are the cells.
-- creates: profiles(profile INTEGER, dimension VARCHAR, "group" VARCHAR)
CREATE OR REPLACE TEMP TABLE profiles AS
SELECT
    profile,
    dimension,
    "group"
FROM profiles
UNION ALL
SELECT
    profiles.profile,
    ARRAY_TO_STRING($dimensions, '*') AS dimension,
    STRING_AGG(merged.into_group, '*' ORDER BY LIST_POSITION($dimensions, profiles.dimension)) AS "group"
FROM profiles
JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
WHERE LIST_CONTAINS($dimensions, profiles.dimension)
GROUP BY profiles.profile
