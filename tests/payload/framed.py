"""What stands in a frame of another page and at the door, piece by piece; and the text that makes a frame."""

from html import escape
from shlex import quote
from urllib.parse import urlencode

from survey.charts import CHARTS, EMBEDDED
from survey.codebook import ALL
from tests.payload.seen import Seen, Shown

BARE = ("embed", "door")  # pages of which every piece is known


def pieces(seen: Seen) -> list[str]:
    """What such a page holds, in order: the components and the kinds of mark-up."""
    told = ["told"] if seen.dropped else []
    return ["survey.page", *told, *(["door"] if seen.refused else _of_chart(seen))]


def _of_chart(seen: Seen) -> list[str]:
    here = next(seen.shown, None)
    if here is None:
        return ["quiet"]
    if not here.drawn:
        return ["head", "quiet"]
    legend = ["legend"] if CHARTS[here.chart].legend else []
    return ["survey.chart", "head", *legend, "foot"]


def words(kind: str, seen: Seen, here: Shown | None) -> str:
    """What a piece says."""
    voice = seen.voice
    if seen.refused:
        return f"{voice(f'door.{seen.refused}')} {voice(f'door.{seen.refused}_how')}"
    if here is None:
        which = voice("embed.which", charts=", ".join(EMBEDDED))
        return voice(f"{seen.chart}.missing") if seen.chart else which
    if kind == "quiet":
        return voice("nothing.why" if here.made.rows else CHARTS[here.chart].nothing)
    if kind == "foot":
        badge = f"{voice('app.synthetic')} " if seen.release.study.synthetic else ""
        return f"{badge}{here.said.base}"
    return f"{here.said.title} {_line(here)}" if kind == "head" else ""


def away(seen: Seen, here: Shown | None) -> str:
    """The way from a frame to the app: the same chart on its page, in a window of its own."""
    if here is None or seen.signed:
        return ""
    page = CHARTS[here.chart].page or here.chart
    query = here.made.selection.to_query() | {"lang": seen.language}
    link = escape(f"./{'' if page == 'overview' else page}?{urlencode(query, safe=',')}")
    words = escape(seen.voice("embed.open"))
    return f'<a class="away" href="{link}" target="_blank" rel="noopener">{words} →</a>'


def _line(here: Shown) -> str:
    """What the numbers are, and whose: each said once."""
    selection, voice, measure = here.made.selection, here.voice, here.said.measure
    everybody = CHARTS[here.chart].of_all or not selection.groups
    whose = "" if everybody else voice.group(selection.by, ",".join(selection.groups) or ALL)
    parts = (measure, "" if whose in measure else whose, *voice.within(selection.within))
    return " · ".join(part for part in parts if part)


def frame(here: Shown, title: str, keys: bool) -> tuple[str, str]:
    """What a menu gives to embed its chart, its kind and its text, of an app that does not know its address.

    With keys it is the command that signs a link. A chart of a client's own answers has no such text.
    """
    if here.chart not in EMBEDDED:
        return "frame", ""
    query = here.made.selection.to_query() | {"lang": here.voice.language}
    if keys:
        options = " ".join(f"--{name} {quote(value)}" for name, value in query.items())
        return "signed", f"python -m survey link {here.chart} {options} --address ''"
    source = escape(f"/embed?{urlencode({'chart': here.chart} | query, safe=',')}")
    look = 'width="100%" height="480" style="border: 0"'
    script = '<script src="/embed.js" async></script>'
    return "frame", f'<iframe src="{source}" title="{escape(title)}" {look}></iframe>\n{script}'
