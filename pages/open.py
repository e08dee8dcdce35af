"""How does a survey of your own come in? A file is opened on this computer, settled and published."""

from survey import ui

ui.opening()
