"""What can be clicked on a page that has come, and what the browser sends for it (survey/ui/browser)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from tests.load.reader import Reader, Run

Choice = Mapping[str, Any]
ROW = "choices"  # the one quiet row of choices
_PICK = re.compile(r' data-pick="([^"]+)"')


@dataclass(frozen=True)
class Click:
    """One click: on which component, under which name, and what that sends."""

    key: str
    event: str
    value: object

    async def by(self, reader: Reader) -> Run:
        """Done by this reader."""
        return await reader.pick(self.key, self.event, self.value)


def choosing(name: str, id: str, chosen: Sequence[str], key: str = ROW, event: str = "picked") -> Click:
    """A click on an option, after which these are chosen."""
    return Click(key, event, {"name": name, "id": id, "chosen": list(chosen)})


def in_row(reader: Reader) -> dict[str, list[Click]]:
    """Each choice above the page, and the clicks on it that change something."""
    if ROW not in reader.names():
        return {}
    return {one["name"]: list(_of_choice(one, ROW, "picked")) for one in reader.data(ROW)["choices"]}


def on_charts(reader: Reader) -> dict[str, list[Click]]:
    """What may be clicked on the charts of the page: rows and cells, the menu below, what is folded away."""
    found: dict[str, list[Click]] = {"rows": [], "below": [], "folded": []}
    for key in (one for one in reader.names() if one.startswith("chart-")):
        data = reader.data(key)
        if data["fixed"]:
            continue
        found["rows"] += [Click(key, "picked", one) for one in _rows(data) if one]
        below = data["below"] or {"choices": [], "more": []}
        for choice in below["choices"]:
            found["below"] += _of_choice(choice, key, "chosen")
        found["folded"] += [Click(key, "opened", name) for name, *_ in below["more"]]
    return found


def _of_choice(choice: Choice, key: str, event: str) -> Iterator[Click]:
    now = choice["chosen"]
    for id, _ in choice["options"]:
        if choice["kind"] == "some":
            yield choosing(choice["name"], id, toggled(now, id, choice["alone"]), key, event)
        elif id not in now:
            yield choosing(choice["name"], id, [id], key, event)


def toggled(chosen: Sequence[str], id: str, alone: str) -> list[str]:
    """What is chosen of some after a click on one; the one that is `alone` is never chosen with others."""
    others = [one for one in chosen if one not in (id, alone)]
    if id == alone:
        return [alone]
    return others if id in chosen else [*others, id]


def _rows(data: Mapping[str, Any]) -> list[dict[str, str]]:
    if "table" in data:
        return [json.loads(unescape(one)) for one in _PICK.findall(data["table"])]
    figure = data["figure"]
    picks = figure["layout"].get("meta", {}).get("picks") or []
    return [*picks, *(one for trace in figure["data"] for one in trace.get("customdata") or ())]
