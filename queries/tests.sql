-- How alike are the answers of one organisation, and do the groups of $dimension differ at all?
-- One row per dimension, item and measure; those of $whole, "all" for everybody, too.
-- returns: dimension VARCHAR, item VARCHAR, measure VARCHAR, icc DOUBLE, icc_test DOUBLE, f DOUBLE, df DOUBLE,
--          denominator DOUBLE, p DOUBLE
SELECT
    dimension,
    item,
    measure,
    icc,
    icc_test,
    f,
    df,
    denominator,
    p
FROM tests
WHERE dimension IN ($dimension, $whole)
ORDER BY
    dimension,
    item,
    measure
