"""Anything → Report: files, folders, JSON lines, HTML pages, URLs, standard input; decoding, repair, date, language.

`gather` finds what is to be read and never raises for one bad item; `make_report` turns one item into a `Report` or
raises a `ReportError`. Reading knows nothing of either.
"""

from harmattan.intake.raw import Raw
from harmattan.intake.report import make_report
from harmattan.intake.sources import gather

__all__ = ["Raw", "gather", "make_report"]
