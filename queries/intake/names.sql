-- Which of these $words are a respondent's id or an organisation's name in the file?
-- One row per word that is.
-- returns: word VARCHAR
SELECT DISTINCT words.word
FROM (SELECT UNNEST($words) AS word) AS words
JOIN (
    SELECT respondent AS name FROM source
    UNION ALL
    SELECT organisations.name FROM organisations
) AS named ON named.name = words.word
WHERE words.word <> ''
ORDER BY words.word
