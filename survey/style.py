"""The style sheet of a page, with the colours and the faces of a client's look before it."""

from functools import cache
from pathlib import Path

from survey.brand import Brand
from survey.palette import variables

SHEET = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
SERIF = ('"Source Serif"', '"Source Serif 4"', "serif")


@cache
def style(look: Brand) -> str:
    """A <style> element."""
    own = f"{variables(look.light, look.dark)} --plate: light-dark(transparent, {look.light.background});"
    own += f" --heading: {look.faces(*SERIF)};"
    return f"<style>:root {{ {own} }}\n{SHEET}</style>"
