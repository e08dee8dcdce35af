-- Which groups has anybody named, in which dimension?
-- One row per dimension and group of the codebook, "not_stated" and "all" included.
-- returns: dimension VARCHAR, "group" VARCHAR
SELECT DISTINCT
    profiles.dimension,
    profiles."group"
FROM profiles
JOIN respondents ON respondents.profile = profiles.profile
ORDER BY
    profiles.dimension,
    profiles."group"
