-- Which organisations are written with more than ASCII, so that one name can have several codes?
-- One row per writing.
-- returns: raw VARCHAR
SELECT raw
FROM organisation_writings
WHERE REGEXP_MATCHES(raw, '[^\x00-\x7F]')
ORDER BY raw
