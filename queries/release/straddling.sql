-- How many organisations have people in more than one of the `places`?
-- One row.
-- returns: organisations BIGINT
SELECT COUNT(*) AS organisations
FROM (
    SELECT respondents.organisation
    FROM respondents
    JOIN places ON places.profile = respondents.profile
    GROUP BY respondents.organisation
    HAVING MIN(places.place) < MAX(places.place)
) AS several
