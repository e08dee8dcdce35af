-- The sums of organisations with their weights, where answers have weights of their own.
-- creates: sizes(organisation INTEGER, place INTEGER, answers INTEGER, users INTEGER, others INTEGER, said INTEGER,
--          used INTEGER, top INTEGER, highest INTEGER, total INTEGER, total_sq INTEGER, answers_weight DOUBLE,
--          users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight DOUBLE, top_weight DOUBLE,
--          highest_weight DOUBLE)
CREATE OR REPLACE TEMP VIEW sizes AS
SELECT *
FROM sums
