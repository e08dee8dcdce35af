-- The sums of organisations with their weights, where every answer weighs 1.
-- creates: sizes(organisation INTEGER, place INTEGER, answers INTEGER, users INTEGER, others INTEGER, said INTEGER,
--          used INTEGER, top INTEGER, highest INTEGER, total INTEGER, total_sq INTEGER, answers_weight DOUBLE,
--          users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight DOUBLE, top_weight DOUBLE,
--          highest_weight DOUBLE)
CREATE OR REPLACE TEMP VIEW sizes AS
SELECT
    organisation,
    place,
    answers,
    users,
    others,
    said,
    used,
    top,
    highest,
    total,
    total_sq,
    CAST(answers AS DOUBLE) AS answers_weight,
    CAST(users AS DOUBLE) AS users_weight,
    CAST(others AS DOUBLE) AS others_weight,
    CAST(said AS DOUBLE) AS said_weight,
    CAST(used AS DOUBLE) AS used_weight,
    CAST(top AS DOUBLE) AS top_weight,
    CAST(highest AS DOUBLE) AS highest_weight
FROM sums
