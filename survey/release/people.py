"""Who there is: combinations of groups, how many people each has, and how large any of them are together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from survey.engine import Engine
from survey.intake.profiles import Profiles
from survey.release.rules import Rule, Size
from survey.study import Study


@dataclass(frozen=True)
class People:
    """Everybody by profile, which is a combination of the codebook's groups.

    n       profile → how many
    groups  profile → dimension → the codebook's group; "all" in "all"
    """

    study: Study
    engine: Engine
    n: Mapping[int, int]
    groups: Mapping[int, Mapping[str, str]]

    @classmethod
    def of(cls, study: Study, engine: Engine) -> "People":
        """The people in the table `respondents` of an engine."""
        profiles = Profiles.of(study)
        n = {row["profile"]: row["n"] for row in engine.rows("release/profiles")}
        return cls(study, engine, n, {profile: profiles.told(profile) for profile in n})

    @property
    def organised(self) -> bool:
        """Whether the study has organisations."""
        return self.study.source.organisation is not None

    @cached_property
    def largest(self) -> int:
        """How many people the largest organisation has; 1 where the study has none."""
        [row] = self.engine.rows("release/largest") if self.organised else [{"n": 1}]
        return row["n"] or 1

    @cached_property
    def beyond(self) -> int:
        """So many people are mixed enough to be shown, whatever their organisations."""
        rule, largest = Rule.of(self.study), self.largest
        return max(rule.k, 2 * largest, rule.m * largest, largest + 5)

    def size(self, profiles: Iterable[int]) -> Size:
        """How large a set of profiles is; of one that is large in any case without its organisations."""
        some = sorted(profiles)
        n = sum(self.n[profile] for profile in some)
        if not self.organised or not n or n >= self.beyond:
            return Size(n)
        self.engine.give("given_profiles", {"profile": pa.array(some, pa.int64())})
        [row] = self.engine.rows("release/people_of")
        return Size(row["n"], row["organisations"], row["largest"])

    def sizes(self, dimension: str, into: Mapping[str, str]) -> dict[str, Size]:
        """How large each group of a dimension would be: group of the codebook → published group."""
        inside: dict[str, list[int]] = defaultdict(list)
        for profile, groups in self.groups.items():
            inside[into[groups[dimension]]].append(profile)
        return {group: self.size(profiles) for group, profiles in sorted(inside.items())}

    def present(self, dimension: str) -> list[str]:
        """The codebook's groups that anybody is in."""
        return sorted({groups[dimension] for groups in self.groups.values()})
