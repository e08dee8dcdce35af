"""What a person should know of the answers before they are published: gaps, and what looks odd."""

from collections.abc import Iterator
from dataclasses import dataclass

from survey.codebook import ALL
from survey.release.count import Counted
from survey.release.people import People
from survey.study import Study
from survey.told import Told, told

LEAST = 5  # levels that somebody must have given, for a pattern to be one
DOMINANT = 0.2  # of all respondents from one organisation


@dataclass(frozen=True)
class Given:
    """Of an item: how many gave it a level, another answer, and nothing."""

    item: str
    levels: int
    others: int
    blank: int


@dataclass(frozen=True)
class Quality:
    """How complete the answers are, and what looks odd.

    straight    respondents who gave every item the same level
    unfinished  who answered fewer than half of the items
    repeated    who answered exactly as somebody else of the same groups and organisation
    dominant    the share of the largest organisation, 0–1
    """

    respondents: int
    items: tuple[Given, ...]
    straight: int
    unfinished: int
    repeated: int
    dominant: float

    def odd(self) -> Iterator[Told]:
        """What looks odd, in words."""
        of = self.respondents
        if n := self.straight:
            yield told("{n} of {of} gave every item the same level", n=n, of=of)
        if n := self.unfinished:
            yield told("{n} of {of} answered fewer than half of the items", n=n, of=of)
        if n := self.repeated:
            yield told(
                "{n} of {of} answered exactly as somebody else of the same groups and organisation",
                n=n,
                of=of,
            )
        if self.dominant > DOMINANT:
            yield told("{percent:.0f} % are of one organisation", percent=100 * self.dominant)


def quality(study: Study, people: People, counted: Counted) -> Quality:
    """Of the answers that were read."""
    items = [item.id for item in study.items]
    respondents = sum(people.n.values())
    [odd] = people.engine.rows("release/patterns", least=LEAST, half=(len(items) + 1) // 2)
    return Quality(
        respondents,
        tuple(_given(item, respondents, counted) for item in items),
        odd["straight"],
        odd["unfinished"],
        odd["repeated"],
        people.largest / respondents if people.organised and respondents else 0.0,
    )


def _given(item: str, respondents: int, counted: Counted) -> Given:
    answers = counted.levels.get((ALL, ALL, item), {}).items()
    levels = sum(one.n for (level, _), one in answers if level > 0)
    others = sum(one.n for (level, _), one in answers if level < 0)
    return Given(item, levels, others, max(respondents - levels - others, 0))
