-- Which answers were given to an item in a round in which it was not asked, how often, and where first?
-- One row per item, round and different writing; a blank is no answer. The rounds are the groups of $dimension, which
-- stands at $place among the columns of groups.
-- returns: item VARCHAR, wave VARCHAR, raw VARCHAR, n BIGINT, line BIGINT
SELECT
    lines.item,
    rounds.code AS wave,
    lines.pair AS raw,
    COUNT(*) AS n,
    MIN(lines.line) AS line
FROM lines
JOIN (
    SELECT
        line,
        combination[$place] AS raw
    FROM (SELECT line, LIST_VALUE(*COLUMNS('by:.*')) AS combination FROM source) AS written
) AS said ON said.line = lines.line
JOIN meanings AS rounds ON rounds.name = $dimension AND rounds.raw = said.raw
JOIN given_unasked ON given_unasked.item = lines.item AND given_unasked.wave = rounds.code
JOIN meanings AS answers ON answers.name = lines.item AND answers.raw = lines.pair
WHERE answers.code <> '0/unknown'
GROUP BY
    lines.item,
    rounds.code,
    lines.pair
ORDER BY
    MIN(lines.line),
    lines.item
