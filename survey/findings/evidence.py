"""The numbers that a finding rests on, as they are or under a variant: would it still hold?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.counts import Counts
from survey.database import Release
from survey.measure import Measured, measured
from survey.paired import Paired, paired
from survey.published import read_counts
from survey.remembered import remembered
from survey.study import Study

VARIANTS = ("highest", "users", "unclustered", "unweighted")


@dataclass(frozen=True)
class Evidence:
    """Which numbers of a release are asked.

    | field | meaning |
    |---|---|
    | measure | top, highest or use |
    | within | only of groups of other dimensions, as a selection names them |
    | users | only of those who have the item in use |
    | clustered, weighted | with the corrections for organisations, and for weights |
    | q, gap | when a difference is certain |
    """

    release: Release
    measure: str
    q: float
    gap: float
    within: tuple[str, ...] = ()
    users: bool = False
    clustered: bool = True
    weighted: bool = True

    @property
    def study(self) -> Study:
        """The study of the release."""
        return self.release.study

    def counts(self, by: str, question: str = "level") -> Counts:
        """Everything published of a dimension."""
        return _counts(self, by, "users" if self.users else question)

    def knows(self, by: str, groups: Sequence[str]) -> bool:
        """Whether these groups are published."""
        return set(groups) <= set(self.counts(by).groups)

    def measured(self, by: str, groups: Sequence[str]) -> Measured:
        """Of these groups together; of everybody where there are none."""
        return _measured(self, by, tuple(groups))

    def paired(self, by: str, groups: Sequence[str]) -> Paired:
        """Importance against use in these groups together."""
        everybody, users, others = (
            self.counts(by, one).pooled(groups) for one in ("level", "users", "others")
        )
        return paired(everybody, users, others, self.measure, self.study.scale)

    def variant(self, name: str) -> "Evidence | None":
        """The same evidence under a variant; None where the study knows no difference."""
        if name == "highest" and self.measure == "top":
            return replace(self, measure="highest")
        if name == "users" and self.study.use and self.measure != "use":
            return replace(self, users=True)
        if name == "unclustered" and self.study.source.organisation:
            return replace(self, clustered=False)
        if name == "unweighted" and self.study.weighted:
            return replace(self, weighted=False)
        return None


@remembered(64, lambda evidence, *_: evidence.release)
def _counts(evidence: Evidence, by: str, question: str) -> Counts:
    counts = read_counts(evidence.release, by, question, evidence.within)
    counts = counts if evidence.clustered else counts.unclustered()
    return counts if evidence.weighted else counts.unweighted()


@remembered(256, lambda evidence, *_: evidence.release)
def _measured(evidence: Evidence, by: str, groups: tuple[str, ...]) -> Measured:
    counts = evidence.counts(by)
    return measured(counts, counts.pooled(groups), evidence.measure, evidence.study.scale)
