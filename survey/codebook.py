"""The words of codebook.toml: every table that it may hold, typed and frozen."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LANGUAGES = ("fi", "sv", "en")
ANY_LANGUAGE = "*"

# Groups and items that every study has, so that no codebook may take their names.
ALL = "all"
NOT_STATED = "not_stated"
OTHER_GROUPS = "other_groups"
RESERVED = (ALL, NOT_STATED, OTHER_GROUPS)

# What can be measured of an item.
MEASURES = ("top", "highest", "mean", "use")

# Between the dimensions of a crossed table, and between the groups of one of its cells.
CROSS = "*"

# Behind it a draft says what a person has to decide; while one is left nothing is published.
CHECK = "# check:"

# Characters of a text that nobody sees: soft hyphens, zero-width blanks and joiners, marks of direction.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

# No codebook can publish smaller groups than these.
MINIMUM_ANSWERS, MINIMUM_ORGANISATIONS = 5, 3

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]


def _one_text_for_all(value: object) -> object:
    return {ANY_LANGUAGE: value} if isinstance(value, str) else value


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Label = Annotated[
    Mapping[Annotated[str, Field(pattern=r"^(fi|sv|en|\*)$")], Text],
    Field(min_length=1),
    BeforeValidator(_one_text_for_all),
]
Kind = TypeVar("Kind")
Several = Annotated[tuple[Kind, ...], BeforeValidator(_as_tuple)]


class Part(BaseModel):
    """A table of the codebook: frozen, and a word that it does not know is a problem."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Named(Part):
    """Something that has a code in links and files, and labels; `short` is for narrow places."""

    id: Code
    label: Label
    short: Label | None = None


class Family(Named):
    """A group of items."""


class Item(Named):
    """One thing that was rated.

    | field | meaning |
    |---|---|
    | values | how a long file spells the item, besides its id and labels |
    | column, use_column | where a wide file keeps its level and its use; default `id`, `id`_in_use |
    | waves | the rounds in which it was asked, as groups of the dimension with wave = true; empty: in all |
    """

    family: Code | None = None
    values: Several[Text] = ()
    column: Text | None = None
    use_column: Text | None = None
    waves: Several[Code] = ()

    @property
    def level_column(self) -> str:
        """The wide column of its level."""
        return self.column or self.id

    @property
    def in_use_column(self) -> str:
        """The wide column that says whether it is in use."""
        return self.use_column or f"{self.level_column}_in_use"


class Level(Part):
    """A point of the scale. Without `values` a file may write its number or its label."""

    label: Label
    short: Label | None = None
    values: Several[Text] = ()


class Absent(Named):
    """An answer that is not a point of the scale: don't know, not relevant, not asked."""

    values: Annotated[Several[Text], Field(min_length=1)]


class Scale(Part):
    """The ordinal scale, lowest point first.

    | field | meaning |
    |---|---|
    | levels | its points; the first is level 1 |
    | top | the levels that count as important: numbers, without a gap up to the highest |
    | top_label | what to call them together |
    | absent | answers that are kept apart from the scale; a blank always means no answer |
    """

    levels: Annotated[Several[Level], Field(min_length=2, max_length=20)]
    top: Annotated[Several[int], Field(min_length=1)]
    top_label: Label
    absent: Several[Absent] = ()


class Use(Part):
    """How a file says that something is in use, and what was asked."""

    question: Label
    yes: Annotated[Several[Text], Field(min_length=1)] = ("true", "yes", "1")
    no: Annotated[Several[Text], Field(min_length=1)] = ("false", "no", "0")


class Group(Named):
    """One category of a dimension. `code` is its code in the dimension's scheme."""

    code: Text | None = None
    values: Several[Text] = ()


class Merge(Named):
    """When one of `groups` is too small to publish, all of them become the group `id`."""

    groups: Annotated[Several[Code], Field(min_length=2)]


class Dimension(Named):
    """What respondents are compared by.

    | field | meaning |
    |---|---|
    | column | its column; default its id |
    | wave | its groups are the rounds of the survey, in time order |
    | scheme | the classification its codes come from, e.g. TOL 2008 |
    | missing | spellings that mean not stated, besides a blank |
    | merges | which groups go together when one is too small |
    | other | what to call the groups that are too small and go together without a merge |
    """

    column: Text | None = None
    wave: bool = False
    scheme: Text | None = None
    groups: Annotated[Several[Group], Field(min_length=1)]
    missing: Several[Text] = ()
    merges: Several[Merge] = ()
    other: Label | None = None

    @property
    def group_column(self) -> str:
        """The column of its groups."""
        return self.column or self.id


class Source(Part):
    """How the file of answers is laid out; every line is optional.

    | field | meaning |
    |---|---|
    | respondent | column of the respondent's id; without it each row of a wide file is somebody |
    | organisation, weight | columns, where the study has them |
    | item, level, in_use | columns of a long file |
    | encoding, delimiter | of a CSV file |
    | decimal | the mark before a weight's decimals |
    | sheet | of a workbook, where several sheets hold something |
    | tool | the survey tool whose header the file has, where that is not seen |
    """

    respondent: Text | None = None
    organisation: Text | None = None
    weight: Text | None = None
    item: Text = "item"
    level: Text = "level"
    in_use: Text = "in_use"
    encoding: Text = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] | None = None
    sheet: Text | None = None
    tool: (
        Literal["qualtrics", "limesurvey", "surveymonkey", "google-forms", "questback", "spss", "plain"]
        | None
    ) = None


class Round(Part):
    """A round that has a file of its own, and what that file writes otherwise.

    | field | meaning |
    |---|---|
    | wave | the group, of the dimension with wave = true, that everybody in it belongs to |
    | file | its name, or a pattern of it such as `web_2019*.csv` |
    | columns | id of an item or a dimension, or a column of use → what this file calls that column |
    | values | `scale`, `use`, `items` or a dimension → how this file writes something → what that is |
    | source | its own lines of [source] |
    | without | dimensions that were not asked in it |
    """

    wave: Code
    file: Text
    columns: Mapping[Text, Text] = Field(default_factory=dict)
    values: Mapping[Code, Mapping[Text, int | Code]] = Field(default_factory=dict)
    source: Source = Source()
    without: Several[Code] = ()


class Privacy(Part):
    """The smallest group that is shown: `k` answers from `m` organisations."""

    k: int = Field(10, ge=MINIMUM_ANSWERS)
    m: int = Field(5, ge=MINIMUM_ORGANISATIONS)


class Margin(Part):
    """How a dimension is spread in the population.

    | field | meaning |
    |---|---|
    | dimension | which one |
    | shares | group → its share of the population, 0–1; they add up to 1 |
    | source | where that is known from |
    """

    dimension: Code
    shares: Annotated[Mapping[Code, Annotated[float, Field(gt=0, le=1)]], Field(min_length=2)]
    source: Text | None = None


class Weighting(Part):
    """Weights made at import, so that the sample agrees with every margin at once (raking).

    | field | meaning |
    |---|---|
    | margins | what the population is known to be |
    | lowest, highest | no weight is smaller or larger than this many times their mean |
    """

    margins: Annotated[Several[Margin], Field(min_length=1)]
    lowest: Annotated[float, Field(ge=0, lt=1)] = 0.3
    highest: Annotated[float, Field(gt=1)] = 3.0


class Interviews(Part):
    """Which theme came up in which interview.

    | field | meaning |
    |---|---|
    | file | a CSV file beside the codebook: theme, interview, raised (yes or no) |
    | themes | what may come up; the items of the codebook where there are none |
    | agreed | everybody interviewed agreed that it is shown who raised what |
    """

    file: Text
    themes: Several[Named] = ()
    agreed: bool = False


class Words(Part):
    """What the reader calls things: `items` as a heading, `respondents` as said after a number."""

    item: Label
    items: Label
    respondents: Label


class Provenance(Part):
    """Where the answers come from, in the reader's words."""

    source: Text
    url: Text | None = None
    fieldwork: Text | None = None
    about: Label
    known: Label | None = None
    synthetic: Label | None = None


class Check(Part):
    """One condition of a finding. A share is that of the top levels, of everybody or of `groups` together.

    | kind | says |
    |---|---|
    | highest | `items[0]` has a greater share than each other of `items`; alone: than any other item |
    | at_least, at_most | the share of each item is at least, at most `share` |
    | groups_higher, groups_lower | `groups` of `by` together give each item a greater share than the rest |
    | highest_group | each of `groups` of `by` has a greater share of each item than any other group |
    | two_camps | of each item, at least `share` chose the lowest level and at least `share` the top |
    | equal | the shares of `items` lie within `margin` of each other |
    | used_more, used_less | each item is in use more often than it is important, or less often |
    """

    kind: Literal[
        "highest",
        "at_least",
        "at_most",
        "groups_higher",
        "groups_lower",
        "highest_group",
        "two_camps",
        "equal",
        "used_more",
        "used_less",
    ]
    items: Annotated[Several[Code], Field(min_length=1)]
    by: Code | None = None
    groups: Several[Code] = ()
    share: Annotated[float, Field(ge=0, le=1)] | None = None
    margin: Annotated[float, Field(gt=0, le=1)] | None = None

    def missing(self) -> Iterator[str]:
        """The fields that its kind needs and that are not there."""
        needs = {
            "at_least": ("share",),
            "at_most": ("share",),
            "two_camps": ("share",),
            "equal": ("margin",),
            "groups_higher": ("by", "groups"),
            "groups_lower": ("by", "groups"),
            "highest_group": ("by", "groups"),
        }
        wanted = needs.get(self.kind, ("by",) if self.groups else ())
        return (name for name in wanted if not getattr(self, name) and getattr(self, name) != 0)


class Finding(Part):
    """A published statement and the checks that together say it; none when it cannot be expressed."""

    id: Code
    text: Label
    checks: Several[Check] = ()


class Codebook(Part):
    """One survey: what was asked, of whom, and how it may be shown.

    | field | meaning |
    |---|---|
    | languages | the languages of its labels; the first stands in for a missing one |
    | synthetic | the answers are made up, and every view says so |
    | open | the answers are public already; small groups are shown |
    | tables | dimensions that are also published crossed: two of them, or for an open study more |
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    languages: Annotated[Several[Literal["fi", "sv", "en"]], Field(min_length=1)]
    title: Label
    short: Label | None = None
    question: Label
    synthetic: bool = False
    open: bool = False
    words: Words
    provenance: Provenance
    scale: Scale
    use: Use | None = None
    families: Several[Family] = ()
    items: Annotated[Several[Item], Field(min_length=1)]
    dimensions: Several[Dimension] = ()
    tables: Several[Several[Code]] = ()
    source: Source = Source()
    rounds: Several[Round] = ()
    interviews: Interviews | None = None
    weighting: Weighting | None = None
    privacy: Privacy = Privacy()
    findings: Several[Finding] = ()

    @property
    def weighted(self) -> bool:
        """Whether some answers weigh more than others: by a column of the file, or by margins."""
        return self.source.weight is not None or self.weighting is not None


def plain(spelling: str) -> str:
    """A spelling without what does not make it another: case, kind and number of blanks, what nobody sees."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", spelling))
    return re.sub(r"\s+", " ", seen).strip().casefold()


def spellings(one: Item | Level | Absent | Group, *also: str) -> tuple[str, ...]:
    """Every way a file may write it: its values, its labels, and `also`."""
    labels = [*one.label.values(), *((getattr(one, "short", None) or {}).values())]
    return tuple(dict.fromkeys(plain(word) for word in (*getattr(one, "values", ()), *labels, *also)))


def level_spellings(scale: Scale) -> dict[int, tuple[str, ...]]:
    """For every answer its spellings: levels from 1 up, absent answers from −1 down."""
    levels = {
        number: spellings(level, *(() if level.values else (str(number),)))
        for number, level in enumerate(scale.levels, start=1)
    }
    return levels | {-number: spellings(one) for number, one in enumerate(scale.absent, start=1)}


def item_spellings(study: Codebook) -> dict[str, tuple[str, ...]]:
    """For every item how a long file may write it."""
    return {item.id: spellings(item, item.id) for item in study.items}


def group_spellings(dimension: Dimension) -> dict[str, tuple[str, ...]]:
    """For every group of a dimension, and for not stated, how a file may write it."""
    groups = {
        group.id: spellings(group, group.id, *([group.code] if group.code else ()))
        for group in dimension.groups
    }
    return groups | {NOT_STATED: tuple(plain(word) for word in dimension.missing)}
