-- What every file of a study adds to, empty at first. Nobody has a name in them, but the organisations: they are the
-- same in every file. What somebody said stands in lists with a place for each item of the codebook: a level is a
-- point of the scale, 0 none, and below 0 another answer; a use is 0 unknown, 1 yes, 2 no.
-- creates: respondents(respondent BIGINT, organisation INTEGER, profile BIGINT, weight DOUBLE, levels TINYINT[],
--          uses TINYINT[])
CREATE OR REPLACE TEMP TABLE respondents (
    respondent BIGINT,
    organisation INTEGER,
    profile BIGINT,
    weight DOUBLE,
    levels TINYINT[],
    uses TINYINT[]
);
-- creates: numbers(organisation VARCHAR, number INTEGER)
CREATE OR REPLACE TEMP TABLE numbers (organisation VARCHAR, number INTEGER)
