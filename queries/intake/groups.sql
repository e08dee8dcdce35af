-- How were the groups of each dimension written, how often, and where first?
-- One row per dimension and different writing; the dimensions of $dimensions, in the order of their columns.
-- returns: name VARCHAR, raw VARCHAR, n BIGINT, line BIGINT
SELECT
    written.name,
    written.raw,
    COUNT(*) AS n,
    MIN(written.line) AS line
FROM (
    SELECT
        line,
        UNNEST($dimensions) AS name,
        UNNEST(combination) AS raw
    FROM people
) AS written
GROUP BY
    written.name,
    written.raw
ORDER BY
    written.name,
    MIN(written.line)
