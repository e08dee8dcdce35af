"""What the link says becomes a View, and a choice is written back to it. It is the only state, but for a
client's own answers: those are of this session alone, for links go to logs.

A signed link is a link as well: what was signed counts, and nothing is written back."""

import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit import config

from survey import deck, signing
from survey.access import access
from survey.charts import CHARTS
from survey.codebook import LANGUAGES
from survey.database import Release, Releases
from survey.deck import Deck
from survey.errors import LinkError, ReleaseError
from survey.own import Own
from survey.selection import Dropped, Selection, parse
from survey.settings import Settings
from survey.texts import Text, Voice
from survey.ui.reader import reader

log = logging.getLogger("survey.release")
SIGNED = "signed"
KEPT = {
    "lang": "|".join(LANGUAGES),
    "deck": ".+",
    "slide": "[0-9]{1,6}",
    "chart": "|".join(CHARTS),
    "filters": "on|off",
}
MAIN_STUDY = "executives-2015"
OWN = "own"


@dataclass(frozen=True)
class View:
    """What this reader looks at now: a release, a selection in it, and a voice that speaks of both.

    | field | meaning |
    |---|---|
    | given | what the link says; a choice changes this |
    | selection | the same with what the reader left to the chart |
    | dropped | what of the link was not understood |
    | deck | the screens chosen for a presentation; none for all there is |
    | fault | what is wrong with the release that ought to be shown in place of this one |
    | own | the client's own answers to this study, entered in this session |
    """

    release: Release
    given: Selection
    selection: Selection
    dropped: tuple[Dropped, ...]
    text: Voice
    deck: Deck = ()
    own: Own | None = None
    fault: ReleaseError | None = None


def locked() -> bool:
    """Whether the link is a signed one, so that its reader changes nothing."""
    return SIGNED in st.query_params


def asked() -> Mapping[str, str]:
    """The parameters that count: of a signed link those that were signed, and none of one that is no good.

    None either where the keys are at fault; the door says so.
    """
    if not locked():
        return dict(st.query_params)
    try:
        return signing.opened(st.query_params[SIGNED], signing.keys(), time.time()) or {}
    except LinkError:
        return {}


def language() -> str:
    """From the link, else the browser's, else English."""
    browser = (st.context.locale or "").split("-")[0]
    return next((one for one in (asked().get("lang", ""), browser) if one in LANGUAGES), "en")


def studies() -> tuple[str, ...]:
    """The published studies that this reader may see; a signed link shows its own."""
    published, given = shelf().studies(), asked()
    if locked():
        return tuple(one for one in published if one == given.get("study"))
    table = access()
    who = reader(table)
    return tuple(one for one in published if table.sees(who, one))


def filters(usual: bool) -> bool:
    """Whether the choices are shown: as the link says, else as usual; a signed link never has any."""
    return not locked() and {"on": True, "off": False}.get(st.query_params.get("filters", ""), usual)


def shelf() -> Releases:
    """The releases that the settings name."""
    return Releases(Settings.from_environment().releases)


def view() -> View:
    """What the link says, as far as it is published. Stops the page, in words, when nothing is."""
    text, known, given = Text(language()), studies(), asked()
    if not known:
        _stop(text("nothing.study"), text("nothing.study_how"))
    study = given["study"] if given.get("study") in known else _first(known)
    try:
        release, fault = shelf().shown(study)
    except ReleaseError:
        _stop(text("nothing.broken"), text("nothing.broken_how", study=study))
    if fault:
        _lamented(study, str(fault), int(time.time() // 60))
    selection, dropped = parse(release, given)
    for name, offered in (("study", (study,)), ("lang", LANGUAGES)):
        if given.get(name) and given[name] not in offered:
            dropped = (Dropped(name, given[name], ""), *dropped)
    chosen, unknown = deck.read(given.get("deck", ""), release)
    voice = Voice(text.language, release.study, release.groups)
    own = own_of(release.study.id)
    return View(release, selection, selection, (*dropped, *unknown), voice, chosen, own, fault)


@lru_cache(maxsize=64)
def _lamented(study: str, fault: str, _minute: int) -> None:
    """Log, once a minute, that an earlier release has to do."""
    log.error("release at fault", extra={"fields": {"study": study, "fault": fault}})


def own_of(study: str) -> Own | None:
    """The client's own answers to a study, as this session has them."""
    kept = st.session_state.get(f"{OWN}-{study}")
    return kept if isinstance(kept, Own) and kept.study == study else None


def keep(own: Own | None, study: str) -> None:
    """Make these the client's own answers to a study, in this session; None forgets them."""
    st.session_state[f"{OWN}-{study}"] = own


def shows(seen: View, page: str) -> bool:
    """Whether the release has what the page of this name shows."""
    return page not in CHARTS or CHARTS[page].offered(seen.release)


def completed(seen: View, page: str) -> View:
    """The view as the chart of this name shows it: with what the reader left open."""
    if page not in CHARTS or not shows(seen, page):
        return seen
    return replace(seen, selection=CHARTS[page].complete(seen.selection, seen.release))


def taken(page: str, name: str, values: Sequence[str], seen: View) -> tuple[str, ...]:
    """The values of a choice that the chart of this name can show; all of them without such a chart."""
    if page not in CHARTS or name not in ("item", "measure"):
        return tuple(values)
    return tuple(one for one in values if _stays(page, name, one, seen))


def _stays(page: str, name: str, value: str, seen: View) -> bool:
    chosen = replace(seen, selection=seen.selection.with_(**{name: value}))
    return bool(getattr(completed(chosen, page).selection, name) == value)


def _first(known: Sequence[str]) -> str:
    return MAIN_STUDY if MAIN_STUDY in known else known[0]


def _stop(title: str, how: str) -> NoReturn:
    st.header(title)
    st.text(how)
    st.stop()


def link(selection: Selection, **also: str) -> dict[str, str]:
    """The parameters of a link to a selection.

    In it stays what this link asks for: the language, the screens of a presentation, which of them is shown,
    the chart of a frame and whether it has filters.
    """
    now = {name: st.query_params.get(name, "") for name in KEPT}
    now = {name: value for name, value in now.items() if re.fullmatch(KEPT[name], value, re.DOTALL)}
    given = selection.to_query() | now | also
    return {name: value for name, value in given.items() if value}


def way(page: str, selection: Selection, **also: str) -> str:
    """Where a page shows a selection: an address beside this one, for every page lies beside the others."""
    return f"{'./' if page == 'overview' else page}?{urlencode(link(selection, **also), safe=',')}"


def go(selection: Selection, **also: str) -> None:
    """Make this the selection: write it to the link, and what else is to change in it.

    Also where it says so already: what an earlier click made of it may be on its way to the browser. A signed
    link stays.
    """
    if not locked():
        st.query_params.from_dict(link(selection, **also))


def go_to_study(study: str) -> None:
    """Open another study, with nothing chosen in it yet."""
    st.query_params.from_dict(link(Selection(study), deck=""))


def home() -> str:
    """The address of the app itself, "" when it is not known.

    In a frame the browser may tell the address of the page around it, so a base path is taken as it is set.
    """
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    parts = urlsplit(st.context.url or "")
    path = f"/{base}" if base else parts.path.rpartition("/")[0]
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else ""
