"""Survey answers, published once as counts that are safe to show, and explored by adding up those counts.

    codebook.toml ──▶ study ─────────────┐
    answers file ───▶ intake ──▶ release ─▶ data/releases/<study>/….duckdb      python -m survey import
                                                  │
    link ⇄ ui ──▶ selection ──▶ database ──▶ counts ──▶ charts ──▶ answer ──▶ page, table, file
                   checked       queries/*.sql     measure, stats   └──▶ findings ──▶ sentences, verdicts

SQL counts, Python infers, Plotly draws. Nothing flows back: whatever stands right of the release has never
seen a respondent.

The words, in code, SQL and texts alike:

study         one survey: a codebook and its answers
codebook      what was asked: items, scale, dimensions, labels, findings, provenance
item          one thing that was rated, such as a channel; a family is a group of items
level, top    a point of the scale; the levels that count as important
respondent    who answered; an organisation is the cluster they belong to
dimension     what respondents are compared by; a group is one category of it
release       one published, numbered, read-only DuckDB file of one study
edition       what is current of every study, as one word: another one, and open tabs draw themselves anew
fault         why a release cannot be shown; the last good one stands in for it, but none that was withdrawn:
              that was stepped back from, or tells too much beside a newer one
cell, base    one published group; how many valid answers it has
selection     what a reader chose: study, dimension, groups, items, measure
answer        the numbers of one chart for one selection
wave          a round of the survey: a group of the dimension that is marked so
theme         what came up in an interview, or not
pick          what a click on a mark selects: an item, a group, or both
choice        one thing that a reader may choose, as chips in sight or as a menu; a turn counts the picks
card          a chart on a page: its words, its picture, what may be asked next, what opens below it
caption       the words around a picture: question, finding, measure, base, notes
twin          the table of a chart: the same numbers
deck          the screens of a presentation; a step names one in the link, a part shows a chart, prose words
native        a chart as an office program draws it: categories, series, cells
brand         a client's look: name, logo, two colours, font
reader        who looks: an address and groups from a sign-in; the access table says which studies they see
embed         one chart in a frame of another page; a signed link is one that its reader cannot change
own answers   what a client says of their own use and ratings; entered or opened in a session, never published
rest          everybody who is not in a group: what it is compared with
finding       a statement with the checks that say it, and whether it holds
"""
