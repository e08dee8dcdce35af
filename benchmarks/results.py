"""What the benchmarks have found: results.json as they were measured, RESULTS.md as a table.

`python -m benchmarks.results` writes the table anew.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS, TABLE = HERE / "results.json", HERE / "RESULTS.md"
Figures = dict[str, Any]

# What is measured, and what it should be at most (or, for readers, at least): command → words, aim.
MEASURED: dict[str, tuple[str, str]] = {
    "click bare": (
        "A click on a group → the last chart has changed, against a bare Streamlit app that swaps one "
        "prepared `st.plotly_chart`",
        "≤ 0.6",
    ),
    "click stock": (
        "The overview: the same, against the same page with `st.plotly_chart` and Streamlit's defaults",
        "≤ 0.4",
    ),
    "click dash": ("The overview: the same, against the same page in Dash", "≤ 1.0"),
    "click size": ("The same click with 10 million respondents, against 360", "≤ 1.1"),
    "click usual --respondents 360": (
        "The overview: the same, against one that counts rows in pandas and draws with plotly.express, at "
        "360 respondents",
        "< 1",
    ),
    "click usual --respondents 1000000": ("The same at 1 million respondents", "< 1"),
    "click superset": ("The same filter and chart in Apache Superset, on the same answers", "< 1"),
    "first_load": (
        "A cold deep link → painted, against stock Streamlit with one Plotly chart",
        "≤ 0.7; bytes ≤ 0.55",
    ),
    "processor": ("Server processor time of a click, against stock Streamlit with the same charts", "≤ 0.2"),
    "readers": (
        "Readers that one process bears at p95 ≤ 1 s, 2 s between clicks, against stock Streamlit with the "
        "same charts",
        "≥ 5",
    ),
    "memory": ("Memory of a further reader, and growth over 2,000 sessions", "≤ 0.1 MB; ≤ 50 MB"),
    "importing --respondents 10000000": (
        "`import` of 10 million × 14 from Parquet, against the bare `GROUP BY` of the same file",
        "≤ 3; memory ≤ 8 GB",
    ),
    "importing": ("The same at 1 million", ""),
    "spark": ("Counting a release on Spark `local[2]`, against DuckDB, from the same file", ""),
    "grid": ("The whole grid of groups × items with intervals and tests, against `svy` for one measure", ""),
    "deck": ("A deck of 12 slides, against python-pptx with 12 bare charts", ""),
}


def found() -> dict[str, Figures]:
    """Command → its figures."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def kept(name: str, figures: Figures) -> None:
    """Print the figures of a command, keep them in place of those before, and write the table."""
    every = found()
    every[name] = figures
    ordered = {one: every[one] for one in (*MEASURED, *sorted(set(every) - set(MEASURED))) if one in every}
    RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(name, json.dumps(figures, ensure_ascii=False))
    TABLE.write_text(table(ordered), encoding="utf-8")


def table(every: dict[str, Figures]) -> str:
    """All of it as Markdown: a line per command."""
    lines = [
        "# What was measured",
        "",
        "Ours and something else side by side in one run, in turn; medians. Each line with the command that",
        "repeats it; `make benchmarks` runs all of them, but `make superset` the one with Apache Superset.",
        "What is not met, and why, stands below the table.",
        "",
        "| what | aim | ratio | found | command | machine |",
        "|---|---|---|---|---|---|",
    ]
    for name, figures in every.items():
        words, aim = MEASURED.get(name, (name, ""))
        rest = "; ".join(
            f"{key.replace('_', ' ')} {value}"
            for key, value in figures.items()
            if key not in ("ratio", "machine")
        )
        command = f"`python -m benchmarks.{name}`"
        lines.append(f"| {words} | {aim} | {figures['ratio']} | {rest} | {command} | {figures['machine']} |")
    return "\n".join((*lines, "", *remarks()))


def remarks() -> list[str]:
    """What a person has written below the table before."""
    if not TABLE.exists():
        return []
    _, mark, below = TABLE.read_text(encoding="utf-8").partition("\n## ")
    return [f"## {below}".rstrip(), ""] if mark else []


if __name__ == "__main__":
    TABLE.write_text(table(found()), encoding="utf-8")
