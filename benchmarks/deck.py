"""A deck of twelve slides, from published counts to the file, beside python-pptx with twelve bare charts.

`python -m benchmarks.deck`
"""

import argparse
import io
import tempfile
from pathlib import Path

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from benchmarks.grid import FOLDER, milliseconds
from benchmarks.sides import alternately, note
from survey.charts import CHARTS
from survey.database import Release, Releases
from survey.deck import PROSE, Step, screens
from survey.exports import pptx
from survey.release.publish import publish_file
from survey.selection import choices, parse
from survey.texts import Voice

SLIDES = 12


def deck(release: Release) -> tuple[Step, ...]:
    """Words, every chart that has a page of its own, and the ranking of further groups."""
    charts = [Step(name) for name, one in CHARTS.items() if one.offered(release) and not one.of_own]
    groups = choices(release, "sector")["groups"]
    more = [Step("ranking", (("by", "sector"), ("groups", group))) for group in groups]
    return tuple([*map(Step, PROSE), *charts, *more][:SLIDES])


def bare() -> bytes:
    """As many slides with a bar chart of fourteen values, and nothing else."""
    made = Presentation()
    for _ in range(SLIDES):
        slide = made.slides.add_slide(made.slide_layouts[5])
        data = CategoryChartData()
        data.categories = [f"item {place}" for place in range(14)]
        data.add_series("share", [place / 14 for place in range(14)])
        slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(2), Inches(8), Inches(5), data)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def main() -> None:
    """Measure, print and keep the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=20)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        shelf = Releases(Path(folder))
        publish_file(FOLDER / "codebook.toml", FOLDER / "answers.csv", shelf)
        release = shelf.open("executives-2015")
        among, voice = parse(release, {})[0], Voice("en", release.study, release.groups)

        def ours() -> bytes:
            return pptx.slides(screens(deck(release), among, release, voice), release, voice)

        made = len(Presentation(io.BytesIO(ours())).slides)
        sides = alternately(milliseconds(ours), milliseconds(bare), rounds)
    note(
        "deck",
        slides=made,
        ours_ms=round(sides.ours),
        bare_ms=round(sides.other),
        ratio=round(sides.ratio, 2),
        rounds=rounds,
    )


if __name__ == "__main__":
    main()
