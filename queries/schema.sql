-- A release: what one study publishes, as counts. It holds no respondent, no organisation, no text
-- that somebody wrote. Every statement of the app reads these tables and no others.
--
-- "all" as dimension and group stands for everybody, as item for having answered anything.
-- A level from 1 up is a point of the scale, 0 is no answer, from -1 down are the codebook's
-- other answers (don't know, not relevant …) in its order.
-- An item that was asked in some rounds only has no base where nobody was asked. Where some were, level 0 counts
-- these alone, and is left out where only what is hidden would tell how many they are.
-- use is 'yes', 'no' or 'unknown' where counts are published by use, and 'all' where they are not.
-- A question is what a base answered: 'level' (a point of the scale), 'use' (whether it is in use),
-- 'users' and 'others' (a point of the scale, by those who have it in use, or have not).

CREATE TABLE release (                      -- one row
    study         VARCHAR NOT NULL,
    number        INTEGER NOT NULL,         -- 1 for the study's first release
    created       VARCHAR NOT NULL,         -- ISO 8601, UTC
    format        INTEGER NOT NULL,         -- of these tables
    codebook      VARCHAR NOT NULL,         -- the codebook's text
    complete      BOOLEAN NOT NULL          -- set last; without it the file is half-written
);

CREATE TABLE groups (                       -- one row per published group, and one for everybody
    dimension     VARCHAR NOT NULL,
    "group"       VARCHAR NOT NULL,
    position      INTEGER NOT NULL,         -- in the order of the codebook
    members       VARCHAR[] NOT NULL,       -- the codebook's groups in it; several where merged
    PRIMARY KEY (dimension, "group")
);

CREATE TABLE bases (                        -- one row per published group, item and question
    dimension     VARCHAR NOT NULL,
    "group"       VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,         -- "all" for the respondents, whatever they answered
    question      VARCHAR NOT NULL,         -- see above
    hidden        BOOLEAN NOT NULL,         -- too few: every number below is NULL
    n             BIGINT,                   -- valid answers
    weight        DOUBLE,
    weight_sq     DOUBLE,
    organisations BIGINT,                   -- NULL where the study has none
    size_sq       DOUBLE,                   -- sum over organisations of (their weights' sum)²
    used          BIGINT,                   -- to the question use: how many said that it is
    used_weight   DOUBLE,
    PRIMARY KEY (dimension, "group", item, question)
);

CREATE TABLE counts (                       -- one row per published group, item, level and use that occurs
    dimension     VARCHAR NOT NULL,
    "group"       VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,
    level         INTEGER NOT NULL,
    use           VARCHAR NOT NULL,
    n             BIGINT NOT NULL,
    weight        DOUBLE NOT NULL,
    weight_sq     DOUBLE NOT NULL,
    PRIMARY KEY (dimension, "group", item, level, use)
);

CREATE TABLE shared (                       -- one row per pair of groups that share an organisation, per base
    dimension     VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,         -- item and question as in bases
    question      VARCHAR NOT NULL,
    a             VARCHAR NOT NULL,
    b             VARCHAR NOT NULL,
    organisations BIGINT NOT NULL,          -- shared
    size_product  DOUBLE NOT NULL,          -- sum over them of (weights in a) × (weights in b)
    PRIMARY KEY (dimension, item, question, a, b)
);

CREATE TABLE tests (                        -- one row per dimension, item and measure: over all of its groups
    dimension     VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,
    measure       VARCHAR NOT NULL,         -- top, highest, mean or use
    icc           DOUBLE NOT NULL,          -- how alike the answers of one organisation are, 0–1
    icc_test      DOUBLE NOT NULL,          -- the same for tests, at least that of all items together
    f             DOUBLE,                   -- do the groups differ at all? Rao–Scott's second-order F,
    df            DOUBLE,                   -- its degrees of freedom
    denominator   DOUBLE,
    p             DOUBLE,                   -- and p-value; NULL where there is nothing to compare
    PRIMARY KEY (dimension, item, measure)
);

CREATE TABLE interviews (                   -- one row per theme and interview; none without interviews
    theme         VARCHAR NOT NULL,
    interview     VARCHAR NOT NULL,         -- "1", "2" … in the order of the file, never a name
    raised        BOOLEAN NOT NULL,
    PRIMARY KEY (theme, interview)
);
