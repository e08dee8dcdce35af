"""Files as a client brings them, made anew: the same at every run."""

import random
from pathlib import Path

import pandas as pd
import pyreadstat

from tests.test_workbooks import book

LEVELS = ("Ei lainkaan tärkeä", "Jokseenkin tärkeä", "Tärkeä", "Erittäin tärkeä")
CHANNELS = ("Tapaaminen", "Verkkosivut", "Sähköposti", "LinkedIn")
SECTORS = ("Kauppa", "Teollisuus", "Terveys")


def finnish_form(path: Path) -> Path:
    """Google Forms, in Finnish: a grid, a sector, a company; 120 answers."""
    chance = random.Random(1)
    heads = ["Timestamp", "Mikä on toimialasi?", "Yrityksen nimi"]
    rows: list[list[object]] = [[*heads, *(f"Kuinka tärkeä kanava on? [{one}]" for one in CHANNELS)]]
    for n in range(120):
        given = [chance.choices([*LEVELS, "En osaa sanoa", ""], [1, 2, 3, 3, 0.3, 0.3])[0] for _ in CHANNELS]
        rows.append([f"2026-11-{1 + n % 28:02d} 10:00:00", SECTORS[n % 3], f"Yhtiö {n % 50}", *given])
    return book(path, rows, lambda sheet: setattr(sheet, "title", "Form Responses 1"))


def spss(path: Path, people: int = 150) -> Path:
    """SPSS: three rated questions with labels, and a code that is no answer on the scale."""
    chance = random.Random(2)
    items = {
        f"q{n}": f"How important is {name}?" for n, name in enumerate(("a visit", "the web", "a call"), 1)
    }
    sectors: dict[int | float, str] = {1: "Trade", 2: "Industry", 3: "Health"}
    labels: dict[int | float, str] = {
        1: "Not at all important",
        2: "Important",
        3: "Very important",
        9: "Don't know",
    }
    rated = {name: [chance.choice((1, 2, 3, 3, 9)) for _ in range(people)] for name in items}
    data = pd.DataFrame({"id": range(people), "sector": [1 + n % 3 for n in range(people)], **rated})
    pyreadstat.write_sav(
        data,
        str(path),
        column_labels=[{"sector": "Sector", **items}.get(name, "") for name in data],
        variable_value_labels=dict.fromkeys(items, labels) | {"sector": sectors},
    )
    return path
