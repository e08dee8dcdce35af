"""The one quiet row of choices of a page: what is offered, what it is called, and what a change does."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from survey.codebook import ALL
from survey.database import Releases
from survey.errors import ReleaseError
from survey.selection import choices, within_choices
from survey.texts import Voice
from survey.ui.choosing import Choice, Picked, choose
from survey.ui.link import View, go, go_to_study, shelf, studies, taken, view

KEY = "choices"


def row(page: str, names: Sequence[str], seen: View) -> None:
    """The study, then what the page takes, as far as there is something to choose."""
    offered = {
        name: taken(page, name, values, seen)
        for name, values in choices(seen.release, seen.selection.by).items()
    }
    choose(KEY, [_study(seen), *(one for name in names for one in _of(name, offered, seen))])


def _of(name: str, offered: Mapping[str, Sequence[str]], seen: View) -> Iterator[Choice]:
    if name == "within":
        yield from _within(seen)
    elif len(offered[name]) > 1:
        yield _CHOICES[name](offered[name], seen)


def _menu(name: str, options: Mapping[str, str], chosen: str, seen: View) -> Choice:
    """A quiet menu: one of several. Its words are the present one's."""

    def picked(one: Picked) -> None:
        go(view().given.with_(**{name: one.id or None}))

    text = seen.text
    label, help_ = text(f"choose.name.{name}"), text(f"choose.help.{name}")
    return Choice(name, "menu", label, options, [chosen], picked, help_)


def _study(seen: View) -> Choice:
    here, text = shelf(), seen.text
    titles = {study: _title(here, study, text.language) for study in studies()}
    label, help_ = text("choose.name.study"), text("choose.help.study")
    now = [seen.release.study.id]
    return Choice("study", "menu", label, titles, now, lambda one: go_to_study(one.id), help_)


def _title(here: Releases, study: str, language: str) -> str:
    """A study's name, or its id when its release cannot be read."""
    try:
        release, _ = here.shown(study)
    except ReleaseError:
        return study
    return Voice(language, release.study, release.groups).title()


def _by(offered: Sequence[str], seen: View) -> Choice:
    def picked(one: Picked) -> None:
        go(view().given.with_(by=one.id))

    labels = {one: seen.text.dimension(one, short=True) for one in offered}
    return Choice("by", "one", seen.text("choose.by"), labels, [seen.selection.by], picked)


def _groups(offered: Sequence[str], seen: View) -> Choice:
    """All, or some groups. What the chart chose by itself gives way to the reader's choice."""
    by_itself = () if seen.given.groups else seen.selection.groups

    def picked(one: Picked) -> None:
        groups = (group for group in one.chosen if group == one.id or group not in by_itself)
        go(view().given.with_(groups=tuple(group for group in groups if group != ALL)))

    labels = {one: seen.text.group(seen.selection.by, one, short=True) for one in (ALL, *offered)}
    chosen = seen.selection.groups or (ALL,)
    return Choice("groups", "some", seen.text("choose.groups"), labels, chosen, picked, alone=ALL)


def _within(seen: View) -> Iterator[Choice]:
    """A menu per dimension that is published crossed with the chosen one: everybody, or one group of it."""
    by, within, text = seen.selection.by, seen.selection.within, seen.text
    for name, offered in within_choices(seen.release, by, within).items():
        now = next((one for one in within if one.split(".")[0] == name), "")
        options = {"": text("choose.within.none", dimension=text.dimension(name, short=True))}
        options |= {one: text.group(name, one.removeprefix(f"{name}."), short=True) for one in offered}
        label, help_ = text.dimension(name, short=True), text("choose.help.within")
        yield Choice(f"within-{name}", "menu", label, options, [now], _narrowed(name), help_)


def _narrowed(name: str) -> Callable[[Picked], None]:
    def picked(one: Picked) -> None:
        given = view().given
        others = tuple(other for other in given.within if other.split(".")[0] != name)
        go(given.with_(within=(*others, one.id) if one.id else others))

    return picked


def _family(offered: Sequence[str], seen: View) -> Choice:
    every = {"": seen.text.say(seen.release.study.words.items).capitalize()}
    named = {one: seen.text.family(one) for one in offered}
    return _menu("family", every | named, seen.selection.family or "", seen)


def _measure(offered: Sequence[str], seen: View) -> Choice:
    labels = {one: seen.text.measure(one, short=True) for one in offered}
    return _menu("measure", labels, seen.selection.measure, seen)


def _item(offered: Sequence[str], seen: View) -> Choice:
    return _menu("item", {one: seen.text.item(one) for one in offered}, seen.selection.item or ALL, seen)


def _against(offered: Sequence[str], seen: View) -> Choice:
    """The rest, or one of the groups that are not chosen."""
    others = {
        one: seen.text("choose.against.group", group=seen.text.group(seen.selection.by, one, short=True))
        for one in offered
        if one not in seen.selection.groups
    }
    options = {"": seen.text("choose.against.rest")} | others
    return _menu("against", options, seen.selection.against or "", seen)


def _view(offered: Sequence[str], seen: View) -> Choice:
    return _menu("view", {one: seen.text(f"view.{one}") for one in offered}, seen.selection.view, seen)


_CHOICES = {
    "by": _by,
    "groups": _groups,
    "family": _family,
    "measure": _measure,
    "item": _item,
    "against": _against,
    "view": _view,
}
