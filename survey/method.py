"""How the numbers of a release came about, in words: one section per question a reader has."""

from collections.abc import Iterator
from dataclasses import dataclass

from survey.charts import CHARTS
from survey.charts.chart import answer
from survey.codebook import ALL, MINIMUM_ANSWERS
from survey.database import Release
from survey.measure import icc_of
from survey.published import read_counts
from survey.selection import parse
from survey.settings import Settings
from survey.texts import Voice

GLOSSARY = (
    "share",
    "base",
    "interval",
    "rest",
    "certain",
    "p",
    "q",
    "deff",
    "n_eff",
    "hidden",
    "none",
    "low",
    "consensus",
    "delta",
)


@dataclass(frozen=True)
class Section:
    """A heading and its paragraphs; `points` is a list below them."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


def title(release: Release, text: Voice) -> str:
    """Who answered."""
    made = answer(CHARTS["respondents"], parse(release, {})[0], release)
    return CHARTS["respondents"].headline(made, text)


def sections(release: Release, text: Voice) -> Iterator[Section]:
    """Provenance, what was asked, what is shown, how numbers are made."""
    yield from _provenance(release, text)
    yield from _asked(release, text)
    yield from _shown(release, text)
    yield Section(text("method.numbers"), tuple(_numbers(release, text)))
    yield Section(text("method.words"), (), tuple(text(f"glossary.{name}") for name in GLOSSARY))
    yield Section(text("method.accessibility"), (text("method.accessible"), text("method.inaccessible")))


def brief(release: Release, text: Voice) -> Section:
    """The least that somebody must know who sees the numbers on a wall."""
    study, settings = release.study, Settings.from_environment()
    rule = "rule_open" if study.open else "rule_organisations" if study.source.organisation else "rule"
    said = [
        text("app.synthetic_help") if study.synthetic else text.say(study.provenance.about),
        text(f"method.{rule}", k=study.privacy.k, m=study.privacy.m),
        text("method.share"),
        _clusters(release, text) if study.source.organisation else text("note.no_organisations"),
    ]
    if release.groups:
        said.append(text("method.marks", q=text.decimal(settings.q, 2), points=text.points(settings.gap)))
    return Section(text("method.numbers"), (*said, *_weights(release, text), text("note.low")))


def _provenance(release: Release, text: Voice) -> Iterator[Section]:
    about = release.study.provenance
    when = [text("method.fieldwork", when=about.fieldwork)] if about.fieldwork else []
    source = [text("foot.source", source=about.source), *([about.url] if about.url else [])]
    published = text("foot.release", name=release.name, date=text.date(release.created))
    yield Section(text("method.source"), (text.say(about.about), *when, *source, published))
    for kind in ("known", "synthetic"):
        if label := getattr(about, kind):
            yield Section(text(f"method.{kind}"), (text.say(label),))


def _asked(release: Release, text: Voice) -> Iterator[Section]:
    study = release.study
    use = [f"{text('method.use')}: {text.say(study.use.question)}"] if study.use else []
    yield Section(text("method.asked"), (text.say(study.question), *use))
    top = text(
        "method.top",
        top=text.say(study.scale.top_label),
        levels=text.listed(map(text.level, study.scale.top)),
    )
    kinds = text.listed([text("method.no_answer"), *(text.say(one.label) for one in study.scale.absent)])
    levels = tuple(f"{number} {text.level(number)}" for number in range(1, len(study.scale.levels) + 1))
    yield Section(text("method.scale"), (top, text("method.absent", kinds=kinds)), levels)
    yield Section(text("method.items"), (), tuple(_items(release, text)))


def _items(release: Release, text: Voice) -> Iterator[str]:
    study = release.study
    for family in study.families:
        names = (text.say(item.label) for item in study.items if item.family == family.id)
        yield f"{text.say(family.label)}: {', '.join(names)}"
    if not study.families:
        yield from (text.say(item.label) for item in study.items)


def _shown(release: Release, text: Voice) -> Iterator[Section]:
    study = release.study
    rule = "rule_open" if study.open else "rule_organisations" if study.source.organisation else "rule"
    rules = [text(f"method.{rule}", k=study.privacy.k, m=study.privacy.m)]
    if len(release.groups) > 1 and not study.open:
        rules.append(text("method.one_dimension"))
        if release.tables:
            rules.append(text("method.tables", tables=text.listed(_tables(release, text))))
    if not study.open:
        rules += [text("method.hidden"), text("method.attacked"), text("method.versions")]
    yield Section(text("method.shown"), tuple(rules), tuple(_not_offered(release, text)))
    merges = tuple(_merges(release, text))
    if study.dimensions:
        yield Section(text("method.merges"), () if merges else (text("method.no_merges"),), merges)


def _tables(release: Release, text: Voice) -> Iterator[str]:
    for one, two in release.tables:
        yield text("method.pair", one=text.dimension(one).lower(), two=text.dimension(two).lower())


def _merges(release: Release, text: Voice) -> Iterator[str]:
    for dimension, groups in release.groups.items():
        for group, members in groups.items():
            if len(members) > 1:
                yield text(
                    "method.merge",
                    dimension=text.dimension(dimension),
                    group=text.group(dimension, group, short=True),
                    members=text.listed(text.group(dimension, member) for member in members),
                )


def _not_offered(release: Release, text: Voice) -> Iterator[str]:
    for dimension in release.study.dimensions:
        if dimension.id not in release.groups:
            yield text("method.not_offered", dimension=text.dimension(dimension.id))


def _numbers(release: Release, text: Voice) -> Iterator[str]:
    study, settings = release.study, Settings.from_environment()
    yield text("method.share")
    yield text("method.interval")
    yield _clusters(release, text) if study.source.organisation else text("note.no_organisations")
    if release.groups:
        yield text("method.difference")
        yield text("method.marks", q=text.decimal(settings.q, 2), points=text.points(settings.gap))
        yield text("method.pairs")
        yield text("method.at_all")
    if study.use:
        yield text("method.paired")
    if CHARTS["similar"].offered(release):
        yield text("method.map")
    if study.themes:
        yield text("method.interviews")
    yield from _weights(release, text)
    yield text("note.low")
    yield text("method.rounding")


def _clusters(release: Release, text: Voice) -> str:
    """How alike organisations are in what counts as important, and what that costs everybody's numbers."""
    everybody = read_counts(release, ALL)
    icc = icc_of(everybody, "top")[0]
    worth = everybody.base.effective(icc)[0]
    deff = everybody.base.n[0] / worth
    return text(
        "method.clusters",
        low=text.decimal(float(icc.min()), 2),
        high=text.decimal(float(icc.max()), 2),
        worth_low=text.whole(float(worth.min())),
        worth_high=text.whole(float(worth.max())),
        deff_low=text.decimal(float(deff.min()), 2),
        deff_high=text.decimal(float(deff.max()), 2),
    )


def _weights(release: Release, text: Voice) -> Iterator[str]:
    """What weights cost, and the margins that they were made for."""
    if not release.study.weighted:
        return
    everybody = read_counts(release, ALL).respondents
    n, worth = everybody.n[0, 0], everybody.weight[0, 0] ** 2 / everybody.weight_sq[0, 0]
    yield text(
        "method.weights",
        people=text.who(n, None),
        worth=text.whole(float(worth)),
        efficiency=text.percent(float(worth / n)),
        deff=text.decimal(float(n / worth), 2),
    )
    yield text("method.weights_even", few=MINIMUM_ANSWERS)
    for margin in release.study.weighting.margins if release.study.weighting else ():
        name = text.dimension(margin.dimension)
        yield text("method.margin", dimension=name, source=margin.source or "").strip()
