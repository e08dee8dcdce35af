-- The sums of everybody, kept for the dimensions in which every organisation is in one group.
-- creates: all_sums(organisation INTEGER, "group" SMALLINT, item SMALLINT, answers BIGINT, users BIGINT, others
--          BIGINT, unknown BIGINT, said BIGINT, used BIGINT, top BIGINT, highest BIGINT, total DOUBLE, total_sq
--          DOUBLE, weight DOUBLE, users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight
--          DOUBLE, top_weight DOUBLE, highest_weight DOUBLE)
CREATE OR REPLACE TEMP TABLE all_sums AS
SELECT *
FROM sums
