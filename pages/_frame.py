"""The frame around every page: title, language, study, menu and the choices that a page takes."""

from survey import ui

CHOICES = ("by", "groups", "within", "family", "measure")
PAGES = {
    "overview": CHOICES,
    "ranking": CHOICES,
    "heatmap": CHOICES,
    "compare": ("by", "groups", "against", "within", "family", "measure"),
    "scale": ("by", "groups", "within", "family", "item", "view"),
    "item": ("by", "groups", "within", "item", "measure"),
    "use": ("by", "groups", "within", "family", "measure"),
    "benchmark": ("by", "groups", "within", "family"),
    "trend": ("within", "family", "item", "measure"),
    "similar": ("by", "groups", "family", "measure"),
    "themes": (),
    "findings": CHOICES,
    "method": (),
    "deck": CHOICES,
    "open": (),
    "present": (),
    "embed": (),
}
ALONE = ("present", "embed")  # without the frame

ui.run(PAGES, ALONE)
