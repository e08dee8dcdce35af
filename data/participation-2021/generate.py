"""Made-up answers of 42 customers and themes of five interviews, to agree with what was published.

`python data/participation-2021/generate.py` writes answers.csv and interviews.csv beside this file, every
time byte for byte the same. Nothing in them was measured: README.md says what is known.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np

SEED = 2021
Random = np.random.RandomState  # every version of NumPy promises the same numbers from it
CUSTOMERS = 42
INTERVIEWS = ("i1", "i2", "i3", "i4", "i5")
SHARED = 0.35  # of the variance of a hidden opinion, what comes from somebody's eagerness for everything

# How many customers chose levels 1–5, did not know, did not answer; in how many interviews it came up.
ITEMS = {
    "influence": ((0, 0, 1, 12, 28), 0, 1, 5),
    "information": ((0, 2, 9, 17, 13), 0, 1, 4),
    "interaction": ((1, 2, 8, 17, 12), 1, 1, 4),
    "feedback": ((0, 3, 8, 17, 13), 0, 1, 5),
    "personal_relationship": ((1, 4, 8, 19, 8), 1, 1, 3),
    "identification": ((2, 4, 7, 19, 8), 1, 1, 2),
    "benefit_to_others": ((1, 3, 9, 18, 9), 0, 2, 3),
    "the_group": ((2, 5, 8, 18, 7), 1, 1, 4),
    "ties_to_the_group": ((9, 12, 11, 6, 2), 1, 1, 2),
}


def rated(name: str, eagerness: np.ndarray, random: Random) -> list[str]:
    """Everybody's answer to an item: the levels along the order of hidden opinions, in these numbers."""
    levels, dont_know, blank, _ = ITEMS[name]
    silent = random.permutation(CUSTOMERS)[: dont_know + blank]
    own = random.standard_normal(CUSTOMERS)
    opinions = np.sqrt(SHARED) * eagerness + np.sqrt(1 - SHARED) * own
    order = [person for person in np.argsort(opinions, kind="stable") if person not in silent]
    given = dict(zip(order, np.repeat(np.arange(1, 6), levels).astype(str).tolist(), strict=True))
    given |= dict(zip(silent, ["dont_know"] * dont_know + [""] * blank, strict=True))
    return [given[person] for person in range(CUSTOMERS)]


def answers() -> str:
    """The text of answers.csv: one row a customer and item."""
    random = np.random.RandomState(SEED)
    eagerness = random.standard_normal(CUSTOMERS)
    given = {name: rated(name, eagerness, random) for name in ITEMS}
    rows = [(f"r{person + 1:02}", name, given[name][person]) for person in range(CUSTOMERS) for name in ITEMS]
    return written(("respondent", "item", "level"), rows)


def interviews() -> str:
    """The text of interviews.csv: one row a theme and interview."""
    random = np.random.RandomState(SEED)
    rows = []
    for name, (*_, times) in ITEMS.items():
        raised = set(random.permutation(INTERVIEWS)[:times])
        rows += [(name, interview, "yes" if interview in raised else "no") for interview in INTERVIEWS]
    return written(("theme", "interview", "raised"), rows)


def written(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows under their header as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


if __name__ == "__main__":
    Path(__file__).with_name("answers.csv").write_bytes(answers().encode())
    Path(__file__).with_name("interviews.csv").write_bytes(interviews().encode())
