"""The frame around every page: title, language, study, menu and the choices that a page takes."""

from survey import ui

CHOICES = ("by", "groups", "within", "family", "measure")
PAGES = {
    "overview": CHOICES,
    "ranking": CHOICES,
    "heatmap": CHOICES,
    "scale": ("by", "groups", "within", "family", "item", "view"),
    "findings": CHOICES,
    "method": (),
}

page = ui.frame(PAGES)
page.run()
