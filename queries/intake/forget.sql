-- What was kept of one file alone goes, so that the next one finds a clean desk.
DROP VIEW IF EXISTS lines;
DROP VIEW IF EXISTS source;
DROP TABLE IF EXISTS file_rows;
DROP TABLE IF EXISTS mended_rows;
DROP TABLE IF EXISTS reject_errors;
DROP TABLE IF EXISTS reject_scans;
DROP TABLE IF EXISTS meanings;
DROP TABLE IF EXISTS combinations;
DROP TABLE IF EXISTS organisations;
DROP TABLE IF EXISTS organisation_writings;
DROP TABLE IF EXISTS people
