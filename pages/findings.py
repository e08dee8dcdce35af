"""What is certain in these answers, does what was published hold, and would it still hold otherwise?"""

from survey import findings, ui

view = ui.view()
text, evidence = view.text, findings.evidence(view.release)
how = text("findings.how", q=text.decimal(evidence.q, 2), points=text.points(evidence.gap))

ui.standing(view)
certain, said = ui.halves()

with certain:
    ui.section(text("findings.certain"), how)
    ui.certain(view)

with said:
    ui.section(text("findings.published"), text("findings.synthetic") if view.release.study.synthetic else "")
    ui.claims(view)
