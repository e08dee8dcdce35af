-- How many organisations have people in more than one place?
-- One row.
-- returns: organisations BIGINT
SELECT COUNT(*) AS organisations
FROM (
    SELECT ratings.organisation
    FROM ratings
    JOIN places ON places.profile = ratings.profile
    WHERE ratings.item = 0
    GROUP BY ratings.organisation
    HAVING MIN(places.number) < MAX(places.number)
) AS several
