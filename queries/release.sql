-- What is this release?
-- One row.
-- returns: study VARCHAR, number INTEGER, created VARCHAR, format INTEGER, codebook VARCHAR, complete BOOLEAN
SELECT
    study,
    number,
    created,
    format,
    codebook,
    complete
FROM release
