-- How many rows does a Parquet file say that it holds?
-- One row.
-- returns: rows BIGINT
SELECT num_rows AS rows
FROM PARQUET_FILE_METADATA($file)
