"""One HTML page of cases by kind: counts on top, then each case in its text. No scripts, nothing fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

AROUND = 160  # characters kept on each side of a mark
GAP = " […] "

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a;
  background: #fff; }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
article { border-top: 1px solid #ccc; padding: .4rem 0; } article p { margin: .2rem 0; white-space: pre-line; }
.id { color: #555; font-size: .85rem; } .note { font-weight: 600; }
.gold { background: #cfe8cf; border-bottom: 2px solid #1b5e20; }
.read { background: #ffd9b8; border-bottom: 2px dashed #9a3412; }
.given { background: #dbe4ff; border-bottom: 2px dotted #1e3a8a; }
.gold.read { background: linear-gradient(#cfe8cf 50%, #ffd9b8 50%); border-bottom: 2px double #1a1a1a; }
b { font-size: .72rem; font-weight: 600; padding: 0 .15rem; }
b.gold { color: #1b5e20; } b.read { color: #9a3412; } b.given { color: #1e3a8a; } b.gold, b.read, b.given { border: 0; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Mark:
    """Characters ``[start, end)`` of a case's text; ``side`` is gold, read or given, ``words`` says what they are."""

    start: int
    end: int
    side: str
    words: str


@dataclass(frozen=True)
class Case:
    """One miss or false alarm: ``note`` says in words what the gold has and what was read."""

    kind: str
    id: str
    text: str
    marks: tuple[Mark, ...]
    note: str


def page(title: str, about: str, cases: Sequence[Case], most: int) -> str:
    """The whole page; ``most`` cases of each kind are shown, all are counted."""
    counts = Counter(case.kind for case in cases)
    order = sorted(counts, key=lambda kind: (-counts[kind], kind))
    head = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(about)}</p>\n"
        '<p>In the texts: <span class="gold"><b class="gold">gold:</b> what the gold has</span>, '
        '<span class="read"><b class="read">read:</b> what Harmattan read</span>, '
        '<span class="given"><b class="given">given:</b> what was given with the question</span>.</p>\n'
    )
    rows = "".join(
        f'<tr><td><a href="#k{n}">{escape(kind)}</a></td><td class="n">{counts[kind]}</td></tr>\n'
        for n, kind in enumerate(order)
    )
    counted = (
        f'<table>\n<tr><th>kind</th><th class="n">cases</th></tr>\n{rows}'
        f'<tr><th>all</th><th class="n">{len(cases)}</th></tr>\n</table>\n'
    )
    sections = "".join(section(n, kind, [c for c in cases if c.kind == kind], most) for n, kind in enumerate(order))
    return f"{head}{counted}{sections}</body>\n</html>\n"


def section(number: int, kind: str, cases: Sequence[Case], most: int) -> str:
    """The cases of one kind."""
    left = f", the first {most} shown" if len(cases) > most else ""
    shown = "".join(
        f'<article><p><span class="note">{escape(case.note)}</span> <span class="id">{escape(case.id)}</span></p>\n'
        f"<p>{marked(case.text, case.marks)}</p></article>\n"
        for case in cases[:most]
    )
    return f'<h2 id="k{number}">{escape(kind)} ({len(cases)}{left})</h2>\n{shown}'


def marked(text: str, marks: Sequence[Mark]) -> str:
    """The text around the marks as HTML: coloured, and each mark opened and closed by words; marks may overlap."""
    marks = [m for m in dict.fromkeys(marks) if 0 <= m.start < m.end <= len(text)]
    return GAP.join(_piece(text, start, end, marks) for start, end in windows(text, marks))


def windows(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """The parts of the text that are shown, cut between words; a text without marks is shown from its start."""
    wanted = sorted((max(0, m.start - AROUND), min(len(text), m.end + AROUND)) for m in marks)
    start, end = wanted[0] if wanted else (0, min(len(text), 4 * AROUND))
    for left, right in wanted[1:]:
        if left > end:
            yield _whole_words(text, start, end)
            start, end = left, right
        end = max(end, right)
    yield _whole_words(text, start, end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _piece(text: str, first: int, last: int, marks: Sequence[Mark]) -> str:
    inside = [m for m in marks if first <= m.start and m.end <= last]
    cuts = sorted({first, last, *(x for m in inside for x in (m.start, m.end))})
    out = []
    for start, end in zip(cuts, [*cuts[1:], last], strict=True):
        out += [f'<b class="{m.side}">]</b>' for m in inside if m.end == start]
        out += [
            f'<b class="{m.side}">{m.side} {escape(m.words)}[</b>'
            for m in sorted(inside, key=lambda m: -m.end)
            if m.start == start
        ]
        sides = sorted({m.side for m in inside if m.start <= start and end <= m.end})
        words = escape(text[start:end])
        out.append(f'<span class="{" ".join(sides)}">{words}</span>' if sides and words else words)
    return "".join(out)
