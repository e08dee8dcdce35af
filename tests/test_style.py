"""The style sheet: what a browser can follow without looking at the whole page."""

from survey.style import SHEET


def test_no_rule_looks_back_from_what_is_inside() -> None:
    """With one, whatever Plotly draws makes the browser work out the style of everything around it."""
    assert ":has(" not in SHEET
