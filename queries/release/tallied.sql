-- How many of each combination of groups gave each answer? The private counts themselves, for the attacker.
-- One row per profile, item, level and use.
-- returns: profile INTEGER, item VARCHAR, level INTEGER, use VARCHAR, n BIGINT
SELECT
    profile,
    item,
    level,
    use,
    n
FROM tallies
ORDER BY
    profile,
    item,
    level,
    use
