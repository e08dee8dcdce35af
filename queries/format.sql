-- Of which format is this release?
-- One row.
-- returns: format INTEGER
SELECT format
FROM release
