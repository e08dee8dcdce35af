-- How many of each combination of groups gave each answer? The private counts themselves, for the attacker.
-- One row per profile, item, level and use; an item is its place in the codebook.
-- returns: profile BIGINT, item INTEGER, level TINYINT, use TINYINT, n BIGINT
SELECT
    profile,
    item,
    level,
    use,
    n
FROM tallies
WHERE item > 0
ORDER BY
    profile,
    item,
    level,
    use
