-- What was kept of one file alone goes, so that the next one finds a clean desk.
DROP VIEW IF EXISTS numbered;
DROP VIEW IF EXISTS people;
DROP VIEW IF EXISTS coded;
DROP VIEW IF EXISTS source;
DROP VIEW IF EXISTS parquet_rows;
DROP TABLE IF EXISTS file_rows;
DROP TABLE IF EXISTS mended_rows;
DROP TABLE IF EXISTS reject_errors;
DROP TABLE IF EXISTS reject_scans;
DROP TABLE IF EXISTS first_lines;
DROP TABLE IF EXISTS organisations;
DROP TABLE IF EXISTS organisation_writings
