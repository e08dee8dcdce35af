-- Which group of the codebook becomes which published group, as it was decided.
-- creates: merged(dimension VARCHAR, from_group VARCHAR, into_group VARCHAR)
CREATE OR REPLACE TEMP TABLE merged AS
SELECT
    dimension,
    from_group,
    into_group
FROM given_merges
