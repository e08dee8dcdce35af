-- Every answer as codes: one row per respondent and item that has a level, another answer, or a known use.
-- Whoever and whatever is not here gave no answer. Respondents are numbered from $before up, behind those of earlier
-- files.
-- adds to: answers(respondent BIGINT, item VARCHAR, level INTEGER, use VARCHAR)
INSERT INTO answers
SELECT
    $before + CASE WHEN $long THEN people.line ELSE lines.line END AS respondent,
    lines.item,
    CAST(SPLIT_PART(meanings.code, '/', 1) AS INTEGER) AS level,
    SPLIT_PART(meanings.code, '/', 2) AS use
FROM lines
JOIN meanings ON meanings.name = lines.item AND meanings.raw = lines.pair
LEFT JOIN source ON $long AND source.line = lines.line
LEFT JOIN people ON $long AND people.respondent = COALESCE(TRIM(source.respondent), '')
WHERE meanings.code <> '0/unknown'
