-- Which groups can a reader choose, and which of the codebook's groups are in each?
-- One row per published group, in the codebook's order; everybody ("all") is left out.
-- returns: dimension VARCHAR, "group" VARCHAR, members VARCHAR[]
SELECT
    dimension,
    "group",
    members
FROM groups
WHERE dimension <> 'all'
ORDER BY
    dimension,
    position
