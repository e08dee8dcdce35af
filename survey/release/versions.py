"""R7: what a reader learns who has seen an earlier release of the study and compares it with the new one."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from survey.codebook import ALL
from survey.database import Release, Releases, open_release
from survey.errors import ReleaseError, listed
from survey.release.cells import Row, Tables, called
from survey.study import Study
from survey.told import Told, told

FEWEST = 5  # a published number changes by at least so many answers, or not at all


class VersionError(ReleaseError):
    """The difference from an earlier release would tell of too few."""


class Change(NamedTuple):
    """A published cell that differs from an earlier release by a few answers."""

    dimension: str
    item: str
    release: str
    n: int


def telling(study: Study, tables: Tables, earlier: Iterable[Release]) -> list[Change]:
    """What would tell of too few to whoever has seen one of the earlier releases and sees these tables."""
    if study.open:
        return []
    return [
        change
        for release in earlier
        for change in changed(tables, Tables.of(release), release.name, study.privacy.k)
    ]


def problems(changes: Iterable[Change]) -> Iterator[Told]:
    """In words, which name dimensions and never a group."""
    where: dict[str, set[str]] = {}
    for one in changes:
        name = called(one.dimension) if one.dimension != ALL else told("everybody together")
        where.setdefault(one.release, set()).add(name)
    for release, names in where.items():
        yield told(
            "{names}: too few answers have come, gone or changed since {release}, so comparing the two would "
            "tell whose; wait for at least {fewest} in each group that changes, or say --unshown if nobody "
            "has seen {release}",
            names=listed(sorted(names)),
            release=release,
            fewest=FEWEST,
        )


def changed(new: Tables, old: Tables, release: str, k: int) -> Iterator[Change]:
    """Every cell that both show and that differs by too few answers.

    Of groups that were merged otherwise, one holding the other, the difference is a group: it needs `k`.
    """
    before, members = _shown(old), (_members(new), _members(old))
    for (dimension, group, item, question), row in _shown(new).items():
        one = members[0][dimension, group]
        for other in _groups(before, dimension, item, question):
            two, earlier = members[1][dimension, other], before[dimension, other, item, question]
            n = abs(row["n"] - earlier["n"])
            if one == two and question == "level":
                n = max(
                    n,
                    _moved(new.counts_of((dimension, group, item)), old.counts_of((dimension, other, item))),
                )
            if (one <= two or two <= one) and 0 < n < (FEWEST if one == two else k):
                yield Change(dimension, item, release, n)


_Key = tuple[str, str, str, str]


def _shown(tables: Tables) -> dict[_Key, Row]:
    return {
        (row["dimension"], row["group"], row["item"], row["question"]): row
        for row in tables.bases
        if not row["hidden"]
    }


def _groups(rows: dict[_Key, Row], dimension: str, item: str, question: str) -> list[str]:
    return [key[1] for key in rows if (key[0], key[2], key[3]) == (dimension, item, question)]


def _members(tables: Tables) -> dict[tuple[str, str], frozenset[str]]:
    """The codebook's groups in a published one; a cell of a crossed table is only itself."""
    return {
        (row["dimension"], row["group"]): frozenset(row["members"]) or frozenset([row["group"]])
        for row in tables.groups
    }


def _moved(new: list[Row], old: list[Row]) -> int:
    """How many answers are on a level, or off the scale, that were not there before, or are no longer."""
    counts: dict[int, int] = {}
    for rows, sign in ((new, 1), (old, -1)):
        for row in rows:
            counts[row["level"]] = counts.get(row["level"], 0) + sign * row["n"]
    return max(sum(n for n in counts.values() if n > 0), -sum(n for n in counts.values() if n < 0))


def kept(releases: Releases, study: str) -> Iterator[Release]:
    """Every earlier release that can still be read: a reader may have seen any of them."""
    for entry in releases.entries(study):
        try:
            yield open_release(entry)
        except ReleaseError:
            continue
