-- Which of these $words are a respondent's id or an organisation's name in the file?
-- One row per word that is.
-- returns: word VARCHAR
SELECT DISTINCT words.word
FROM (SELECT UNNEST($words) AS word) AS words
JOIN people ON people.respondent = words.word OR people.organisation = words.word
WHERE words.word <> ''
ORDER BY words.word
