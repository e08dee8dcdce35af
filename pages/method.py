"""Where do the numbers come from, what was asked, and what is merged or hidden and why?"""

from survey import method, ui

view = ui.view()
release, text = view.release, view.text

ui.head(text("method.question"), method.title(release, text), text.say(release.study.title))
ui.prose(method.sections(release, text))
