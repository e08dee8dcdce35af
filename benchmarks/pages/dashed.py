"""The same overview in Dash, as one writes it there: `python -m benchmarks.pages.dashed PORT`."""

import re
import sys
from typing import Any

import dash
from dash import Dash, Input, Output, dcc, html
from waitress import serve

from benchmarks.pages.same import offered, said
from survey.palette import LIGHT

TABLE: Any = dash.dash_table.DataTable  # type: ignore[attr-defined]
PLACE = re.compile("#0000[0-9]{2}")
CHOICES = offered()
app = Dash(__name__, serve_locally=True)
app.layout = html.Div(
    [
        html.Div(
            [
                dcc.Dropdown(["Executives 2015", "Customer participation 2021"], "Executives 2015"),
                dcc.RadioItems(list(CHOICES.dimensions), "sector", id="by", inline=True),
                dcc.Checklist(CHOICES.groups("sector"), [], id="groups", inline=True),
                dcc.Dropdown(["Channels", *CHOICES.families], "Channels"),
                dcc.Dropdown(list(CHOICES.measures), "top", id="measure", clearable=False),
            ]
        ),
        html.Div(
            [
                html.Div(
                    [
                        html.P(id="question"),
                        html.H1(id="title"),
                        html.P(id="measured"),
                        dcc.Graph(id="ranking", config={"displayModeBar": False}),
                        dcc.Dropdown(list(CHOICES.items), placeholder="Pick one channel"),
                        html.P(id="base"),
                        html.P(id="notes"),
                        html.Details([html.Summary("How to read this"), html.P(id="how")]),
                        html.Details([html.Summary("Table"), TABLE(id="table")]),
                    ],
                    style={"width": "70%"},
                ),
                html.Div(
                    [html.P(id="who"), html.Div(id="findings"), html.P(id="checked"), html.Div(id="people")],
                    style={"width": "30%"},
                ),
            ],
            style={"display": "flex"},
        ),
    ]
)


@app.callback(Output("groups", "options"), Input("by", "value"))
def groups(by: str) -> list[str]:
    """The groups of the chosen dimension."""
    return CHOICES.groups(by)


@app.callback(
    Output("question", "children"),
    Output("title", "children"),
    Output("measured", "children"),
    Output("ranking", "figure"),
    Output("base", "children"),
    Output("notes", "children"),
    Output("how", "children"),
    Output("table", "data"),
    Output("who", "children"),
    Output("findings", "children"),
    Output("checked", "children"),
    Output("people", "children"),
    Input("by", "value"),
    Input("groups", "value"),
    Input("measure", "value"),
)
def page(by: str, chosen: list[str], measure: str) -> tuple[Any, ...]:
    """Everything that a choice changes."""
    seen = said(by, tuple(chosen), measure)
    rows = [{name: str(value) for name, value in row.items()} for row in seen.rows]
    found = [html.Div([html.H2(heading), html.P(text)]) for heading, text in seen.findings]
    people = html.Table([html.Tr([html.Td(str(cell)) for cell in line]) for line in seen.people])
    return (
        seen.question,
        seen.title,
        seen.measure,
        _coloured(seen.figure),
        seen.base,
        seen.notes,
        seen.how,
        rows,
        f"{seen.respondents} executives in {seen.organisations} organisations",
        found,
        seen.checked,
        people,
    )


def _coloured(figure: Any) -> Any:
    """The colours of the light theme, which our own component puts in the browser."""
    if isinstance(figure, dict):
        return {name: _coloured(one) for name, one in figure.items()}
    if isinstance(figure, list):
        return [_coloured(one) for one in figure]
    return LIGHT.of(figure) if isinstance(figure, str) and PLACE.fullmatch(figure) else figure


if __name__ == "__main__":
    serve(app.server, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
