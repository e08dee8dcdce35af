"""The ranking behind a filter by sector in Apache Superset, which has a virtual environment of its own."""

import itertools
import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from playwright.sync_api import APIRequestContext, Browser

from benchmarks.answers import CODEBOOK
from benchmarks.browsing import SETTLE, VIEWPORT, shown
from benchmarks.servers import PAGES
from survey.study import Study
from tests.browser.serving import ROOT, free_port, running

BIN = ROOT / os.environ.get("SUPERSET_VENV", ".venv-superset") / "bin"
USER, FILE = "admin", "answers.duckdb"
# As the image of Superset starts it: one process, twenty threads.
GUNICORN = ("--workers", "1", "--worker-class", "gthread", "--threads", "20", "superset.app:create_app()")
CHART = "[data-test=chart-container] canvas"
FILTER = "[data-test=filter-bar] input[role=combobox]"
APPLY = "[data-test=filter-bar__apply-button]"
# Superset takes the canvas away while it asks and puts another in its place. What is told is when the pixels
# of that other one changed last, before they stayed as they are for a while.
CLICK = """
async ([chart, apply]) => {
    const canvas = () => document.querySelector(chart);
    const old = canvas();
    const before = old.toDataURL();
    const start = performance.now();
    let [last, changed] = [before, 0];
    document.querySelector(apply).click();
    while (performance.now() - start < 90000) {
        await new Promise(requestAnimationFrame);
        if (!canvas() || canvas() === old) continue;
        const passed = performance.now() - start;
        const now = canvas().toDataURL();
        if (now !== last) [last, changed] = [now, passed];
        else if (now !== before && passed > changed + 300) return changed;
    }
    throw new Error('the chart did not change');
}
"""


@contextmanager
def served() -> Iterator[str]:
    """Superset with the answers beside it; gives its address."""
    if not (BIN / "superset").exists():
        raise SystemExit(
            f"Apache Superset is not in {BIN.parent}: `make superset` puts it there, or "
            f"`python3 -m venv {BIN.parent}` and `{BIN}/pip install -r requirements-superset.lock`. "
            "SUPERSET_VENV names another folder."
        )
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder), free_port()
        settings = {
            "SUPERSET_HOME": folder,
            "SUPERSET_CONFIG_PATH": str(PAGES / "superset_config.py"),
            "SUPERSET_SECRET_KEY": secrets.token_hex(),
            "FLASK_APP": "superset",
        }
        _prepared(settings)
        _filled(home / FILE)
        command = [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}", *GUNICORN]
        address = f"http://127.0.0.1:{port}"
        with running(command, f"{address}/health", settings, home, home / "superset.log"):
            yield address


def clicking(chromium: Browser, address: str, labels: Sequence[str]) -> Callable[[], float]:
    """A measurement: choose the next sector, then from the click on "Apply" until its chart is there.

    Every sector has been chosen once before, so that Superset has its answer at hand.
    """
    page = chromium.new_page(viewport=VIEWPORT)
    shown(page, _made(page.request, address), CHART)
    turn = itertools.cycle(labels)

    def once() -> float:
        page.bring_to_front()
        page.fill(FILTER, next(turn))
        page.press(FILTER, "Enter")
        page.wait_for_selector(f"{APPLY}:enabled")
        page.wait_for_timeout(SETTLE)
        taken = float(page.evaluate(CLICK, [CHART, APPLY]))
        page.wait_for_timeout(SETTLE)
        return taken

    for _ in labels:
        once()
    return once


def _prepared(settings: dict[str, str]) -> None:
    """Its own tables, who signs in, and what they may do."""
    named = ("--username", USER, "--firstname", USER, "--lastname", USER, "--email", "admin@example.org")
    admin = ("fab", "create-admin", *named, "--password", USER)
    for words in (("db", "upgrade"), admin, ("init",)):
        command = [str(BIN / "superset"), *words]
        done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)


def _filled(file: Path) -> None:
    """The study's answers as a table with a row for every respondent and item that was rated."""
    items = ", ".join(f'"{item.level_column}"' for item in Study.read(CODEBOOK).items)
    answers = f"SELECT * FROM read_csv('{CODEBOOK.with_name('answers.csv')}')"
    with duckdb.connect(str(file)) as database:
        database.execute(f"CREATE VIEW wide AS {answers}")
        database.execute(
            "CREATE TABLE answers AS SELECT respondent, sector, item, TRY_CAST(given AS INTEGER) AS level "
            f"FROM (UNPIVOT wide ON {items} INTO NAME item VALUE given) WHERE level IS NOT NULL"
        )
        database.execute("DROP VIEW wide")


def _made(requests: APIRequestContext, address: str) -> str:
    """Sign in and make a dashboard of the ranking and a filter; gives its address."""

    def new(kind: str, **given: Any) -> int:
        answer = requests.post(f"{address}/api/v1/{kind}/", data=given)
        if not answer.ok:
            raise RuntimeError(f"{kind}: {answer.text()}")
        return int(answer.json()["id"])

    requests.post(f"{address}/login/", form={"username": USER, "password": USER})
    database = new("database", database_name="answers", sqlalchemy_uri=f"duckdb:///{FILE}")
    dataset = new("dataset", database=database, schema="main", table_name="answers")
    source = {"datasource_id": dataset, "datasource_type": "table"}
    kind = "echarts_timeseries_bar"
    chart = new("chart", slice_name="Ranking", viz_type=kind, params=json.dumps(_ranking(dataset)), **source)
    filtered = {"native_filter_configuration": [_filter(dataset, chart)]}
    dashboard = new(
        "dashboard",
        dashboard_title="Overview",
        json_metadata=json.dumps(filtered),
        position_json=json.dumps(_places(chart)),
    )
    requests.put(f"{address}/api/v1/chart/{chart}", data={"dashboards": [dashboard]})
    return f"{address}/superset/dashboard/{dashboard}/"


def _ranking(dataset: int) -> dict[str, Any]:
    """Lying bars: the share that finds each item important, the highest first."""
    share = {
        "label": "important",
        "expressionType": "SQL",
        "sqlExpression": "AVG(CASE WHEN level >= 4 THEN 1.0 ELSE 0.0 END)",
    }
    return {
        "viz_type": "echarts_timeseries_bar",
        "datasource": f"{dataset}__table",
        "x_axis": "item",
        "metrics": [share],
        "groupby": [],
        "orientation": "horizontal",
        "show_legend": False,
        "x_axis_sort": "important",
        "x_axis_sort_asc": True,
    }


def _filter(dataset: int, chart: int) -> dict[str, Any]:
    """One sector of all."""
    return {
        "id": "NATIVE_FILTER-sector",
        "name": "Sector",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [{"datasetId": dataset, "column": {"name": "sector"}}],
        "controlValues": {"multiSelect": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "chartsInScope": [chart],
    }


def _places(chart: int) -> dict[str, Any]:
    """The chart alone, two thirds as wide as the dashboard."""
    names = ("ROOT", "GRID", "ROW", "CHART")
    places: dict[str, Any] = {
        f"{name}_ID": {
            "id": f"{name}_ID",
            "type": name,
            "parents": [f"{one}_ID" for one in names[:depth]],
            "children": [f"{one}_ID" for one in names[depth + 1 : depth + 2]],
        }
        for depth, name in enumerate(names)
    }
    places["ROW_ID"]["meta"] = {"background": "BACKGROUND_TRANSPARENT"}
    places["CHART_ID"]["meta"] = {"chartId": chart, "width": 8, "height": 56}
    return {"DASHBOARD_VERSION_KEY": "v2", **places}
