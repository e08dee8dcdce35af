"""What is certain in these answers, does what was published hold, and would it still hold otherwise?"""

from survey import findings, ui

view = ui.view()
release, text = view.release, view.text
evidence = findings.evidence(release)
published = findings.published(evidence, text)
holding, of = findings.standing(published)
how = text("findings.how", q=text.decimal(evidence.q, 2), points=text.points(evidence.gap))

ui.head(
    text("findings.question"),
    text("findings.title", count=holding, of=of) if of else text("findings.title_found"),
    text("findings.signs"),
)
certain, said = ui.halves()

with certain:
    ui.section(text("findings.certain"), how)
    ui.certain(findings.found(view.selection, release, text), view)

with said:
    ui.section(text("findings.published"), text("findings.synthetic") if release.study.synthetic else "")
    ui.claims(published, view)
