-- One line per respondent and item that has anything in its columns, from a file with a row per respondent.
-- Level and use stay together as they were written, divided by a unit separator.
-- creates: lines(line BIGINT, item VARCHAR, pair VARCHAR)
CREATE OR REPLACE TEMP VIEW lines AS
SELECT
    line,
    SUBSTRING(name, 6) AS item,
    pair
FROM (UNPIVOT source ON COLUMNS('pair:.*') INTO NAME name VALUE pair)
