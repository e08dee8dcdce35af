-- The sums of every organisation, under the one place that it is at home in.
-- One row per organisation and item. Private.
-- creates: sizes(organisation INTEGER, "group" SMALLINT, item SMALLINT, answers BIGINT, users BIGINT, others
--          BIGINT, unknown BIGINT, said BIGINT, used BIGINT, top BIGINT, highest BIGINT, total DOUBLE, total_sq
--          DOUBLE, weight DOUBLE, users_weight DOUBLE, others_weight DOUBLE, said_weight DOUBLE, used_weight
--          DOUBLE, top_weight DOUBLE, highest_weight DOUBLE)
CREATE OR REPLACE TEMP VIEW sizes AS
SELECT
    all_sums.organisation,
    homes."group",
    all_sums.item,
    all_sums.answers,
    all_sums.users,
    all_sums.others,
    all_sums.unknown,
    all_sums.said,
    all_sums.used,
    all_sums.top,
    all_sums.highest,
    all_sums.total,
    all_sums.total_sq,
    all_sums.weight,
    all_sums.users_weight,
    all_sums.others_weight,
    all_sums.said_weight,
    all_sums.used_weight,
    all_sums.top_weight,
    all_sums.highest_weight
FROM all_sums
JOIN homes ON homes.organisation = all_sums.organisation
