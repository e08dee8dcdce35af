"""The form in which a person settles what a draft could only guess, and the proposal as they settled it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from survey.codebook import LANGUAGES
from survey.draft.lexicon import bare
from survey.draft.proposal import Proposal, ProposedDimension, ProposedGroup, ProposedLevel, slug, study_id
from survey.texts import NAMES, Text
from survey.ui.reading import section
from survey.ui.words import plain

KINDS = ("dont_know", "not_relevant", "no_answer")
DOUBTFUL = ("unsaid", "turned", "numbers")
WORDS = ("item", "items", "respondents")
PEOPLE = ("organisation", "weight", "respondent")
LONGEST, NARROW = 400, 170  # characters, pixels


def form(one: Proposal, times: int, text: Text) -> None:
    """Every doubt of a proposal as a field, filled with what is proposed. `times` tells forms apart."""
    fields = Fields(times, text)
    for part in (_survey, _scale, _items, _groups, _people):
        part(one, fields)


class Fields:
    """The fields of one form, by name."""

    def __init__(self, times: int, text: Text) -> None:
        self._times, self.text = times, text

    def key(self, name: str) -> str:
        """Under which the value of a field is kept."""
        return f"open-{self._times}-{name}"

    def row(self, name: str) -> AbstractContextManager[Any]:
        """A line of fields."""
        key = f"open-row-{self._times}-{name}"
        return st.container(key=key, horizontal=True, vertical_alignment="center", gap="small")

    def words(self, name: str, value: str, label: str, alone: bool = True) -> None:
        """Something to write; `alone`, without its label beside it."""
        seen: Any = "visible" if alone else "collapsed"
        st.text_input(plain(label), value, LONGEST, key=self.key(name), label_visibility=seen)

    def one_of(
        self,
        name: str,
        offered: Sequence[Any],
        value: Any,
        label: str,
        say: Callable[[Any], str],
        alone: bool = True,
    ) -> None:
        """One of several."""
        seen: Any = "visible" if alone else "collapsed"
        at, key = list(offered).index(value), self.key(name)
        width: Any = "stretch" if alone else NARROW
        st.selectbox(plain(label), offered, at, say, key=key, label_visibility=seen, width=width)

    def yes(self, name: str, value: bool, label: str, alone: bool = True) -> None:
        """Yes or no."""
        seen: Any = "visible" if alone else "collapsed"
        st.checkbox(plain(label), value, key=self.key(name), label_visibility=seen)

    def said(self, name: str, otherwise: Any = "") -> Any:
        """What stands in a field; of words that are blank, and of a field that is not there, otherwise."""
        value = st.session_state.get(self.key(name), otherwise)
        return (value.strip() or otherwise) if isinstance(value, str) else value


def _quiet(words: str) -> None:
    st.html(f'<span class="quiet">{escape(words)}</span>', width="content")


def _survey(one: Proposal, fields: Fields) -> None:
    text = fields.text
    section(text("open.survey"), text("open.survey_how"))
    left, right = st.columns(2, gap="large")
    with left:
        for name in ("title", "question", "origin"):
            fields.words(name, getattr(one, name), text(f"open.field.{name}"))
    with right:
        for name, column in zip(WORDS, st.columns(3), strict=True):
            with column:
                fields.words(name, getattr(one, name), text(f"open.field.{name}"))
        fields.words("about", one.about, text("open.field.about"))
        fields.one_of("language", LANGUAGES, one.language, text("open.field.language"), NAMES.__getitem__)
    fields.yes("open", one.open, text("open.field.open"))


def _scale(one: Proposal, fields: Fields) -> None:
    """A row per answer: what it is called, where on the scale it stands, whether it counts as important."""
    text = fields.text
    section(text("open.scale"), text("open.scale_how"))
    if one.order in DOUBTFUL:
        st.html(f'<p class="told">{escape(text(f"open.order.{one.order}"))}</p>')
    places = (*range(1, len(one.said) + 1), *KINDS)
    for at, said in enumerate(one.said):
        with fields.row(f"said-{at}"):
            _answer(at, said, fields)
            label = text("open.field.place", label=said.label)
            fields.one_of(f"place-{at}", places, said.level or said.kind, label, _placed(text), alone=False)
            fields.yes(f"top-{at}", said.level >= one.top, text("open.field.top"))
    if one.order in DOUBTFUL:
        fields.yes("order", False, text("open.field.order"))


def _answer(at: int, said: ProposedLevel, fields: Fields) -> None:
    """What an answer is called; one that is nearly written as another is told with that."""
    text = fields.text
    if said.guessed:
        guess = escape(text("open.guessed", label=said.label))
        st.html(f'<span class="own-name">{guess}</span>')
    else:
        fields.words(f"said-{at}", said.label, text("open.field.called", label=said.label), alone=False)
    _quiet(text("open.times", count=text.whole(said.n)))


def _placed(text: Text) -> Callable[[Any], str]:
    return lambda place: text("open.place", n=place) if isinstance(place, int) else text(f"open.off.{place}")


def _items(one: Proposal, fields: Fields) -> None:
    text = fields.text
    section(text("open.items", count=len(one.rated)), text("open.items_how"))
    for at, item in enumerate(one.rated):
        with fields.row(f"item-{at}"):
            fields.yes(f"item-kept-{at}", item.kept, text("open.field.kept", label=item.label), alone=False)
            fields.words(f"item-{at}", item.label, text("open.field.called", label=item.label), alone=False)


def _groups(one: Proposal, fields: Fields) -> None:
    text = fields.text
    section(text("open.groups"), text("open.groups_how" if one.compared else "open.no_groups"))
    for at, dimension in enumerate(one.compared):
        with fields.row(f"by-{at}"):
            label = text("open.field.kept", label=dimension.label)
            fields.yes(f"by-kept-{at}", dimension.kept, label, alone=False)
            label = text("open.field.called", label=dimension.label)
            fields.words(f"by-{at}", dimension.label, label, alone=False)
        names = " · ".join(plain(group.label) for group in dimension.groups)
        with st.expander(names, key=f"open-groups-{fields.key(str(at))}"):
            for place, (raw, group) in enumerate(_writings(dimension)):
                fields.words(f"by-{at}-{place}", group.label, raw)


def _writings(dimension: ProposedDimension) -> Iterator[tuple[str, ProposedGroup]]:
    """What may be called otherwise: every group, and every writing that was only guessed to be of it."""
    for group in dimension.groups:
        yield (
            group.label,
            replace(group, values=tuple(raw for raw in group.values if raw not in group.guessed)),
        )
        yield from ((raw, replace(group, values=(raw,), n=0)) for raw in group.guessed)


def _people(one: Proposal, fields: Fields) -> None:
    text = fields.text
    section(text("open.people"), text("open.people_how"))
    known = {"organisation": one.free, "weight": one.weighing, "respondent": one.free}
    for name, column in zip(PEOPLE, st.columns(3), strict=True):
        value = getattr(one, name)
        offered = tuple(dict.fromkeys(("", *([value] if value else ()), *known[name])))
        with column:
            say = lambda one: plain(one) if one else text("open.none")  # noqa: E731
            fields.one_of(name, offered, value, text(f"open.field.{name}"), say)


# What was entered


def settled(
    one: Proposal, times: int, text: Text, studies: Iterable[str] = ()
) -> tuple[Proposal, tuple[str, ...]]:
    """The proposal as the form says it, and what it leaves open, as keys of texts.

    `studies` are there already: a survey of its own takes the place of none of them.
    """
    fields = Fields(times, text)
    said, top = _placed_anew(one, fields)
    words = {name: fields.said(name) for name in ("title", "question", "about")}
    words |= {name: fields.said(name, getattr(one, name)) for name in ("origin", *WORDS)}
    whole = replace(
        one,
        **words,
        **{name: fields.said(name, "") for name in PEOPLE},
        id=study_id(words["title"] or one.id, studies),
        language=fields.said("language", one.language),
        open=bool(fields.said("open", False)),
        said=said,
        top=top,
        rated=tuple(
            replace(
                item,
                label=fields.said(f"item-{at}", item.label),
                kept=fields.said(f"item-kept-{at}", item.kept),
            )
            for at, item in enumerate(one.rated)
        ),
        compared=tuple(_compared(at, dimension, fields) for at, dimension in enumerate(one.compared)),
        settled=True,
    )
    return whole, tuple(_missing(whole, fields, one.order))


def _placed_anew(one: Proposal, fields: Fields) -> tuple[tuple[ProposedLevel, ...], int]:
    """Every answer where it was put, the levels numbered from 1; and the lowest that counts as important."""
    places = [fields.said(f"place-{at}", said.level or said.kind) for at, said in enumerate(one.said)]
    used = sorted({place for place in places if isinstance(place, int)})
    found = []
    for at, (said, place) in enumerate(zip(one.said, places, strict=True)):
        label = fields.said(f"said-{at}", said.label)
        on = isinstance(place, int)
        found.append(
            replace(said, label=label, level=used.index(place) + 1 if on else 0, kind="" if on else place)
        )
    tops = {
        said.level
        for at, said in enumerate(found)
        if said.level and fields.said(f"top-{at}", said.level >= one.top)
    }
    lowest = min(tops, default=0)
    return tuple(found), lowest if tops == set(range(lowest, len(used) + 1)) else 0


def _compared(at: int, dimension: ProposedDimension, fields: Fields) -> ProposedDimension:
    """A dimension with the groups that were named; those that have one name are one."""
    found: dict[str, ProposedGroup] = {}
    taken = {group.id for group in dimension.groups}
    known = {bare(group.label): group.id for group in dimension.groups}
    for place, (_, group) in enumerate(_writings(dimension)):
        label = fields.said(f"by-{at}-{place}", group.label)
        name = bare(label)
        if name in found:
            first = found[name]
            found[name] = replace(first, values=(*first.values, *group.values), n=first.n + group.n)
        else:
            own = group.id if group.n else known.get(name) or slug(label, taken)
            found[name] = replace(group, id=own, label=label, guessed=())
    label, kept = fields.said(f"by-{at}", dimension.label), fields.said(f"by-kept-{at}", dimension.kept)
    return replace(dimension, label=label, kept=kept, groups=tuple(found.values()))


def _missing(whole: Proposal, fields: Fields, order: str) -> Iterator[str]:
    yield from (name for name in ("title", "question") if not getattr(whole, name))
    if len(whole.levels) < 2:
        yield "levels"
    elif not whole.top:
        yield "top"
    if order in DOUBTFUL and not fields.said("order", False):
        yield "order"
    if not any(item.kept for item in whole.rated):
        yield "items"
    if any(len(dimension.groups) < 2 for dimension in whole.compared if dimension.kept):
        yield "groups"
    if _twice(level[0].label for level in whole.levels):
        yield "twice"


def _twice(labels: Iterable[str]) -> bool:
    said = [bare(label) for label in labels]
    return len(set(said)) < len(said)
