"""Where do the numbers come from, what was asked, and what is merged or hidden and why?"""

from survey import ui

ui.sources(ui.view())
