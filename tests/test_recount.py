"""Every number of a release, for surveys of awkward shapes, is what a plain count of the file gives."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from survey.codebook import ALL, CROSS, NOT_STATED
from survey.database import Releases
from survey.release.publish import publish_file
from tests.builders import Row
from tests.generated import SHAPES, files, rows_of

LEVELS = {"none": 1, "2": 2, "3": 3, "4": 4}
ITEMS = ("meeting", "web", "letter")
Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Recounted:
    """The tables of a release, and of the file who is in which published group or cell."""

    bases: Table
    counts: Table
    shared: Table
    inside: dict[tuple[str, str], list[Row]]

    def who(self, base: dict[str, Any], group: str) -> list[Row]:
        """Those of a group who belong to a base."""
        people = self.inside[base["dimension"], group]
        return [row for row in people if answered(row, base["item"], base["question"])]


def answered(row: Row, item: str, question: str) -> bool:
    """Whether somebody belongs to a base; to that of people ("all") whoever said anything."""
    if item == ALL:
        return any(row[one] or row[f"{one}_in_use"] for one in ITEMS)
    use = row[f"{item}_in_use"]
    if question == "use":
        return bool(use)
    return bool(row[item]) and {"level": True, "users": use == "yes", "others": use == "no"}[question]


@pytest.fixture(scope="module", params=[*SHAPES])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recounted:
    """A survey of that shape, published."""
    folder, rows = tmp_path_factory.mktemp("recount"), rows_of(request.param, 3)
    codebook, answers = files(folder, rows)
    publish_file(codebook, answers, Releases(folder / "releases"))
    release = Releases(folder / "releases").open("small")
    bases, counts, shared, groups = (release.table(one) for one in ("bases", "counts", "shared", "groups"))
    people = [row for row in rows if answered(row, ALL, "level")]
    made = {(one["dimension"], one["group"]): one["members"] for one in groups}
    inside = {}
    for dimension, group in made:
        parts = list(zip(dimension.split(CROSS), group.split(CROSS), strict=True))
        inside[dimension, group] = [
            row
            for row in people
            if dimension == ALL or all((row[name] or NOT_STATED) in made[name, one] for name, one in parts)
        ]
    return Recounted(bases, counts, shared, inside)


def test_bases_hold_those_who_answered_their_organisations_and_who_uses_it(counted: Recounted) -> None:
    shown = [base for base in counted.bases if not base["hidden"]]
    assert {base["question"] for base in shown} >= {"level", "use"} and len(shown) > 7
    for base in shown:
        who, of_use = counted.who(base, base["group"]), base["question"] == "use"
        firms = Counter(row["firm"] for row in who)
        used = sum(row[f"{base['item']}_in_use"] == "yes" for row in who) if of_use else None
        assert base["n"] == base["weight"] == base["weight_sq"] == len(who), base
        assert base["organisations"] == len(firms), base
        assert base["size_sq"] == sum(n * n for n in firms.values()), base
        assert base["used"] == base["used_weight"] == used, base


def test_counts_are_of_each_level_by_use_where_that_is_shown(counted: Recounted) -> None:
    told: dict[tuple[str, str, str], dict[tuple[int, str], int]] = {}
    for one in counted.counts:
        cell = one["dimension"], one["group"], one["item"]
        told.setdefault(cell, {})[one["level"], one["use"]] = one["n"]
    assert len(told) > 2
    for (dimension, group, item), levels in told.items():
        by_use = {use for level, use in levels if level > 0} != {ALL}
        assert levels == Counter(
            (
                LEVELS.get(row[item], 0),
                (row[f"{item}_in_use"] or "unknown") if by_use and row[item] else ALL,
            )
            for row in counted.inside[dimension, group]
        )


def test_what_groups_share_are_the_organisations_that_are_in_both(counted: Recounted) -> None:
    """A pair is told where an organisation answered in both, and both are shown."""
    expected = {}
    shown = [base for base in counted.bases if not base["hidden"]]
    for one in shown:
        for two in shown:
            place = [one[name] for name in ("dimension", "item", "question")]
            if (
                place != [two[name] for name in ("dimension", "item", "question")]
                or one["group"] >= two["group"]
            ):
                continue
            firms = [Counter(row["firm"] for row in counted.who(one, of["group"])) for of in (one, two)]
            if both := set(firms[0]) & set(firms[1]):
                product = float(sum(firms[0][firm] * firms[1][firm] for firm in both))
                expected[(*place, one["group"], two["group"])] = len(both), product
    assert expected == {
        tuple(one[name] for name in ("dimension", "item", "question", "a", "b")): (
            one["organisations"],
            one["size_product"],
        )
        for one in counted.shared
    }
