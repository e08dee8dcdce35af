"""Weights that make the sample agree with what is known of the population: raking, within caps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from survey.codebook import NOT_STATED, Margin, Weighting
from survey.engine import Engine
from survey.errors import IntakeError, listed
from survey.intake.profiles import Profiles
from survey.stats import Array, effective_base
from survey.study import Study
from survey.told import Told, told

TOLERANCE = 1e-6
ROUNDS = 1000


@dataclass(frozen=True)
class Weighted:
    """What weights cost: `worth` is how many unweighted respondents the weighted ones are worth."""

    respondents: int
    worth: float
    lowest: float
    highest: float

    @property
    def efficiency(self) -> float:
        """worth / respondents, 0–1; its inverse is the design effect. Kish (1965), §11.7."""
        return self.worth / self.respondents


@dataclass(frozen=True)
class _Sample:
    """Everybody's number and weight so far, and for every margin the group they belong to."""

    respondent: Any
    weight: Array
    groups: Mapping[str, Any]


def weigh(wanted: Weighting, study: Study, engine: Engine, subject: str) -> Weighted:
    """Give every row of `respondents` its weight, 1 in the mean. Raises IntakeError with every problem."""
    sample = _sample(wanted, study, engine)
    problems = [problem for margin in wanted.margins for problem in _impossible(margin, sample)]
    if problems:
        raise IntakeError(subject, problems)
    weight = _raked(wanted, sample, subject)
    engine.give("given_weights", {"respondent": pa.array(sample.respondent), "weight": pa.array(weight)})
    engine.make("release/weighted")
    worth = float(effective_base(weight.sum(), np.square(weight).sum()))
    return Weighted(len(weight), worth, float(weight.min()), float(weight.max()))


def _sample(wanted: Weighting, study: Study, engine: Engine) -> _Sample:
    found, profiles = engine.table("release/weights"), Profiles.of(study)
    known, place = np.unique(found["profile"].to_numpy(), return_inverse=True)
    told = [profiles.told(int(one)) for one in known]
    groups = {
        margin.dimension: np.array([one[margin.dimension] for one in told])[place]
        for margin in wanted.margins
    }
    weight = found["weight"].to_numpy()
    return _Sample(found["respondent"].to_numpy(), weight / weight.mean(), groups)


def _impossible(margin: Margin, sample: _Sample) -> Iterator[Told]:
    """Shares that nobody could fill, and people for whom no share is given."""
    where = told('weighting: margin "{dimension}"', dimension=margin.dimension)
    present = set(sample.groups[margin.dimension]) - {NOT_STATED}
    for group in (one for one in margin.shares if one not in present):
        yield told(
            '{where} wants {percent:.3g} % of "{group}", but no respondent is in it; '
            "give its share to another group, or leave the margin out",
            where=where,
            percent=100 * margin.shares[group],
            group=group,
        )
    if without := sorted(present - set(margin.shares)):
        yield told(
            "{where} gives no share for {groups}, where there are respondents; add it",
            where=where,
            groups=listed(without),
        )


def _raked(wanted: Weighting, sample: _Sample, subject: str) -> Array:
    """Weights that meet every margin, each between `lowest` and `highest`. Deming & Stephan (1940)."""
    import polars as pl  # only a weighted study pays for these
    import svy

    frame = pl.DataFrame({"weight": sample.weight, **sample.groups})
    design = svy.Sample(data=frame, design=svy.Design(wgt="weight"))
    shares: dict[str, Any] = {margin.dimension: _shares(margin, sample) for margin in wanted.margins}
    caps = svy.TrimConfig(upper=wanted.highest, lower=wanted.lowest or None, min_cell_size=1, max_iter=ROUNDS)
    try:
        raked = design.weighting.rake(
            shares=shares,
            wgt_name="raked",
            tol=TOLERANCE,
            max_iter=ROUNDS,
            trimming=caps,
        )
    except svy.SvyError as error:
        problem = told(
            "weighting: no weights from {lowest:g} to {highest:g} times their mean meet every margin "
            "({why}); widen lowest and highest, or leave a margin out",
            lowest=wanted.lowest,
            highest=wanted.highest,
            why=getattr(error, "code", "") or type(error).__name__,
        )
        raise IntakeError(subject, [problem]) from None
    weight: Array = raked.data.lazy().collect()["raked"].to_numpy()
    return np.asarray(weight / weight.mean(), np.float64)


def _shares(margin: Margin, sample: _Sample) -> dict[str, float]:
    """The shares of those who stated their group; whoever did not keeps their part of the sample."""
    unstated = sample.groups[margin.dimension] == NOT_STATED
    kept = float(sample.weight[unstated].sum() / sample.weight.sum())
    total = sum(margin.shares.values())
    shares = {group: share / total * (1 - kept) for group, share in margin.shares.items()}
    return shares | ({NOT_STATED: kept} if kept else {})
