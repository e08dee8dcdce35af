-- In which published group of $dimension is each combination of groups? Groups are numbered, too.
-- creates: places(profile INTEGER, "group" VARCHAR, number SMALLINT)
CREATE OR REPLACE TEMP TABLE places AS
SELECT
    profiles.profile,
    merged.into_group AS "group",
    CAST(DENSE_RANK() OVER (ORDER BY merged.into_group) AS SMALLINT) AS number
FROM profiles
JOIN merged ON merged.dimension = profiles.dimension AND merged.from_group = profiles."group"
WHERE profiles.dimension = $dimension
