-- What stands in each column of a file that is to be drafted, how often, and how many different values it has?
-- One row per column and value: the $most most frequent of each column. A blank is no value.
-- returns: name VARCHAR, raw VARCHAR, n BIGINT, several BIGINT
SELECT
    name,
    raw,
    n,
    several
FROM (
    SELECT
        name,
        raw,
        COUNT(*) AS n,
        COUNT(*) OVER (PARTITION BY name) AS several,
        ROW_NUMBER() OVER (PARTITION BY name ORDER BY COUNT(*) DESC, raw) AS place
    FROM (UNPIVOT drafted ON COLUMNS(*) INTO NAME name VALUE raw) AS cells
    WHERE TRIM(raw) <> ''
    GROUP BY
        name,
        raw
) AS counted
WHERE place <= $most
ORDER BY
    name,
    place
