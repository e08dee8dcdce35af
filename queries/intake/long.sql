-- One line per respondent and item, from a file with a row per answer. $items says how items may be written.
-- Lines of an item that the codebook does not know carry no item.
-- creates: lines(line BIGINT, item VARCHAR, pair VARCHAR)
CREATE OR REPLACE TEMP VIEW lines AS
SELECT
    source.line,
    meanings.code AS item,
    source.pair
FROM source
LEFT JOIN meanings ON meanings.name = 'item' AND meanings.raw = source.item
WHERE source.pair IS NOT NULL
