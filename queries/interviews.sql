-- Which theme came up in which interview?
-- One row per theme and interview, in the order of the file; interviews have numbers and no names.
-- returns: theme VARCHAR, interview VARCHAR, raised BOOLEAN
SELECT
    theme,
    interview,
    raised
FROM interviews
ORDER BY rowid
