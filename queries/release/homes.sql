-- In which place is each organisation? Each is in one.
-- creates: homes(organisation INTEGER, "group" SMALLINT)
CREATE OR REPLACE TEMP TABLE homes AS
SELECT DISTINCT
    ratings.organisation,
    places.number AS "group"
FROM ratings
JOIN places ON places.profile = ratings.profile
WHERE ratings.item = 0
