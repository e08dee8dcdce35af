"""One screen at a time, large, for a meeting: arrow keys turn, b is black, n shows the notes."""

from survey import ui

ui.present(ui.view())
