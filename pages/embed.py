"""One chart in a frame of another page, with its finding, base and source, and nothing around it."""

from survey import ui

ui.embed(ui.view())
