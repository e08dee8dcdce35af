-- What every file of a study adds to, empty at first. Nobody has a name in them, but the organisations: they are the
-- same in every file.
-- creates: answers(respondent BIGINT, item VARCHAR, level INTEGER, use VARCHAR)
CREATE OR REPLACE TEMP TABLE answers (respondent BIGINT, item VARCHAR, level INTEGER, use VARCHAR);
-- creates: respondents(respondent BIGINT, organisation BIGINT, weight DOUBLE, profile INTEGER)
CREATE OR REPLACE TEMP TABLE respondents (respondent BIGINT, organisation BIGINT, weight DOUBLE, profile INTEGER);
-- creates: profiles(profile INTEGER, dimension VARCHAR, "group" VARCHAR)
CREATE OR REPLACE TEMP TABLE profiles (profile INTEGER, dimension VARCHAR, "group" VARCHAR);
-- creates: numbers(organisation VARCHAR, number BIGINT)
CREATE OR REPLACE TEMP TABLE numbers (organisation VARCHAR, number BIGINT)
