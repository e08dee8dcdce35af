"""What a browser receives: pages crawled through the app itself, every number traced to a published one.

`python -m tests.payload` visits every page, study, dimension, group, second group, other group, item and
measure in every language, each chart in a frame of another page, then 2,000 links that somebody has tampered
with, signed links and those that are no good, and ends with 1 when it finds a fault. Of every visit it reads
all messages to the browser, the data of its charts and menus, and the files that it offers to save:

    numbers   each is one of the answer's, as the app writes it, and stands beside the row that it is of
    answers   their counts, shares, means and intervals follow from rows of the release, reckoned here once
              more; so do a map's places, what changed between rounds, and importance against use
    figures   every mark is at a number of its row, no array is longer than what is drawn, a click selects
              the row's codes, and nothing rides along; how it is drawn may be one of a few numbers only
    words     no respondent, no organisation, no path, no SQL; what was dropped is said in the same words
    links     lead only to what is offered; one that is signed shows what it was signed for, or nothing
    frames    hold a chart, its finding, its base and its source, word by word, and nothing else
    files     hold the answers of the page and nothing else

What is believed is how sure a difference is: p, q, δ, consensus and the interval of a difference. They are
of the answer, beside their own row, and are tested elsewhere.

received.py    a visit, and what comes back
numbers.py     numbers in words
ledger.py      the release, added up once more
seen.py        what a page may say
inspection.py  the checks of a page
framed.py      what stands in a frame of another page, and what makes one
figures.py     the checks of a figure
exported.py    the checks of files
workbook.py   a workbook, read back
secrets.py     what may be nowhere, and what must look alike
signed.py      signed links, and those that are no good
crawl.py       every view, tampered links, the report
"""
