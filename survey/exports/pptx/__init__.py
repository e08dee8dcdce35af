"""Answers as slides of native PowerPoint charts and tables, which the reader can edit.

slide.py   what stands where on a slide: finding, picture, base, badge, notes
charts.py   a Native as a chart with its workbook
tables.py   a Native as a table
look.py     colours and fonts, ours or those of a client's template
"""

from survey.exports.pptx.slide import TYPE, check, slides

__all__ = ["TYPE", "check", "slides"]
