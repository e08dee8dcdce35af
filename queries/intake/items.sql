-- How were the items of a long file written, how often, and where first?
-- One row per different writing.
-- returns: name VARCHAR, raw VARCHAR, n BIGINT, line BIGINT
SELECT
    'item' AS name,
    COALESCE(item, '') AS raw,
    COUNT(*) AS n,
    MIN(line) AS line
FROM source
GROUP BY item
ORDER BY MIN(line)
