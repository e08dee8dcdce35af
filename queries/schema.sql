-- A release: what one study publishes, as counts. It holds no respondent, no organisation, no text
-- that somebody wrote. Every statement of the app reads these tables and no others.
--
-- "all" as dimension and group stands for everybody, as item for having answered anything.
-- A level from 1 up is a point of the scale, 0 is no answer, from -1 down are the codebook's
-- other answers (don't know, not relevant …) in its order.
-- use is 'yes', 'no' or 'unknown' where counts are published by use, and 'all' where they are not.

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

CREATE TABLE bases (                        -- one row per published group and item; item "all": respondents
    dimension     VARCHAR NOT NULL,
    "group"       VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,
    hidden        BOOLEAN NOT NULL,         -- too few: every number below is NULL
    by_use        BOOLEAN NOT NULL,         -- its counts are published by use
    n             BIGINT,                   -- valid answers
    weight        DOUBLE,
    weight_sq     DOUBLE,
    organisations BIGINT,                   -- NULL where the study has none
    size_sq       DOUBLE,                   -- sum over organisations of (valid answers)²
    PRIMARY KEY (dimension, "group", item)
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

CREATE TABLE uses (                         -- one row per published group and item that was asked for use
    dimension     VARCHAR NOT NULL,
    "group"       VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,
    hidden        BOOLEAN NOT NULL,
    n             BIGINT,                   -- said whether it is in use
    weight        DOUBLE,
    weight_sq     DOUBLE,
    used          BIGINT,                   -- said that it is
    used_weight   DOUBLE,
    organisations BIGINT,
    size_sq       DOUBLE,
    PRIMARY KEY (dimension, "group", item)
);

CREATE TABLE shared (                       -- one row per pair of groups that share an organisation, per item
    dimension     VARCHAR NOT NULL,
    item          VARCHAR NOT NULL,         -- as in bases; "use:<item>" for the bases of uses
    a             VARCHAR NOT NULL,
    b             VARCHAR NOT NULL,
    organisations BIGINT NOT NULL,          -- shared
    size_product  DOUBLE NOT NULL,          -- sum over them of (answers in a) × (answers in b)
    PRIMARY KEY (dimension, item, a, b)
);
