"""What a browser receives: pages crawled through the app itself, every number traced to a published one.

`python -m tests.payload` visits every page, study, dimension, group, second group, measure and language,
then 2,000 links that somebody has tampered with, and ends with 1 when it finds a fault. Of every visit it
reads all messages to the browser, and the files that the selection can be exported as:

    numbers   each is one of the answer's, as the app writes it, and stands beside the row that it is of
    answers   their counts, shares and means are sums of rows of the release, added up here once more
    figures   no array is longer than what is drawn, and nothing rides along beside it
    words     no respondent, no organisation, no path, no SQL; what was dropped is said in the same words
    links     lead only to what is offered

received.py    a visit, and what comes back
numbers.py     numbers in words
ledger.py      the release, added up once more
seen.py        what a page may say
inspection.py  the checks of a page
exported.py    the checks of files
secrets.py     what may be nowhere, and what must look alike
crawl.py       every view, tampered links, the report
"""
