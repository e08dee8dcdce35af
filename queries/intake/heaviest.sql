-- Who has a weight far above that of the median respondent of the file, more than $times as much?
-- One row, for the heaviest; none where nobody has.
-- returns: line BIGINT, times DOUBLE
SELECT
    line,
    own / middle AS times
FROM (
    SELECT
        line,
        TRY_CAST(weight AS DOUBLE) AS own
    FROM people
) AS weights
CROSS JOIN (SELECT MEDIAN(TRY_CAST(weight AS DOUBLE)) AS middle FROM people) AS everybody
WHERE own > $times * middle
ORDER BY
    own DESC,
    line
LIMIT 1
