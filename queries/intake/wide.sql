-- Everybody of a file with a row per respondent who gave a level or said what is in use, without a name. They are
-- numbered by their line, so a long and a wide file of the same people agree in what is counted; from $before up,
-- behind those of earlier files.
-- adds to: respondents(respondent BIGINT, organisation INTEGER, profile BIGINT, weight DOUBLE, levels TINYINT[],
--          uses TINYINT[])
INSERT INTO respondents
SELECT
    $before + coded.line AS respondent,
    numbered.number AS organisation,
    coded.profile,
    coded.weight,
    coded.levels,
    coded.uses
FROM coded
LEFT JOIN numbered ON numbered.raw = coded.organisation
WHERE LIST_MAX(coded.levels) > 0 OR LIST_MAX(coded.uses) > 0
