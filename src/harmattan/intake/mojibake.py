"""UTF-8 that was read with a single-byte code page, turned back.

A stretch is repaired only when its characters, put back into bytes, are UTF-8 and read as plausible writing, while the
stretch as it stands does not (`harmattan.intake.plausible`). What one stretch proves about a text (this page was
used, these bytes were lost) lets weaker stretches of the same text follow; correct text has nothing to start from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from harmattan.intake.codepages import LOST, Page, pages
from harmattan.intake.edits import Edit
from harmattan.intake.plausible import beside, oddity, strangeness

PROOF = 1.9  # how much less odd a repair must be to prove the damage
FOLLOWS = 0.4  # … once a page is proven for the text
SOME = 0.7  # … or three words this much each, if together they are plenty
PLENTY = 4.0  # proof over the whole text that makes a page the rule in it …
LEAST = -1.0  # … and then what can be read with it is, unless that is odder
LONGEST = 400  # characters weighed as one word, in writing without spaces
ROUNDS = 3  # damage upon damage

_HIGH = re.compile(r"[^\x00-\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_WORD = re.compile(r"[^\x00-\x20]{1,440}")
_QUOTE = "”"


@dataclass(frozen=True)
class _Try:
    """What a word would become if ``page`` had been used."""

    page: int
    edits: tuple[Edit, ...]  # in offsets of the word
    word: str
    gain: float
    whole: bool  # nothing beyond ASCII is left over but punctuation


def find(text: str) -> list[Edit]:
    """The edits that turn mis-decoded stretches of ``text`` back, in order; one round."""
    words = _damaged_words(text)
    known = pages().strict if _C1.search(text) else pages().all
    times = Counter((text[start:end], mask) for start, end, mask in words)
    once = {(word, mask): _tries(word, mask, known) for word, mask in times}
    totals: dict[int, float] = {}  # for each page, how much less odd it makes the text
    proven: set[int] = set()
    for key, options in once.items():
        best = max((t.gain for t in options), default=0.0)
        for t in options:
            if t.gain > 0:
                totals[t.page] = totals.get(t.page, 0.0) + t.gain * times[key]
            if best >= PROOF and t.gain >= best - 0.01:
                proven.add(t.page)
    some: dict[int, dict[str, float]] = {}
    for options in once.values():
        for t in options:
            if t.whole and t.gain >= SOME:
                some.setdefault(t.page, {})[t.word] = t.gain
    proven |= {page for page, gains in some.items() if len(gains) >= 3 and sum(gains.values()) >= PLENTY}
    if not proven:
        return []
    totals = {page: total for page, total in totals.items() if page in proven}
    choices = {key: _choose(options, totals) for key, options in once.items()}
    edits: list[Edit] = []
    for start, end, mask in words:
        chosen = choices[text[start:end], mask]
        if chosen:
            edits += [(start + s, start + e, new) for s, e, new in chosen.edits]
    return _with_lost_spaces(text, edits, max(totals, key=lambda n: (totals[n], -n)))


def _starts(text: str) -> Iterator[tuple[int, int]]:
    """(offset, mask of pages) where a lead is followed by a continuation."""
    known = pages()
    leads, continues = known.leads, known.continues
    for m in _HIGH.finditer(text):
        mask = leads.get(m.group(), 0)
        if mask and m.end() < len(text):
            mask &= continues.get(text[m.end()], 0)
            if mask:
                yield m.start(), mask


def _damaged_words(text: str) -> list[tuple[int, int, int]]:
    """Words (between ASCII spaces) that hold a possible sequence, with the mask of pages to try."""
    out: list[tuple[int, int, int]] = []
    end = 0
    for at, mask in _starts(text):
        if at < end and at - out[-1][0] < LONGEST:
            out[-1] = (*out[-1][:2], out[-1][2] | mask)
            continue
        if out and at < end:  # cut a long one here
            out[-1] = (out[-1][0], at, out[-1][2])
        start = at
        while start > 0 and start > at - 40 and text[start - 1] > " ":
            start -= 1
        found = _WORD.match(text, at)
        end = found.end() if found else at + 1
        out.append((max(start, out[-1][1] if out else 0), end, mask))
    return out


def _tries(word: str, mask: int, known: tuple[Page, ...]) -> list[_Try]:
    """What ``word`` could have been, for each page that changes it."""
    before = oddity(word)
    out = []
    seen: dict[str, float] = {}
    for n, page in enumerate(known):
        if not mask >> n & 1:
            continue
        edits = tuple(_sequences(word, page))
        if not edits:
            continue
        mended = _applied(word, edits)
        gain = seen.get(mended)
        spared = _spared(word, edits, page)
        if gain is None:
            after = oddity(mended)
            if after >= PROOF:  # perhaps damaged twice
                after = min([after, *(oddity(again) + 0.3 for again in _again(mended, known))])
            gain = seen[mended] = before - after - 2.5 * spared
        if gain >= LEAST:
            out.append(_Try(n, edits, mended, gain, not spared))
    return out


def _spared(word: str, edits: tuple[Edit, ...], page: Page) -> int:
    """How many letters beyond ASCII a repair leaves as they are; damage takes all (but for an ``à`` at the end)."""
    taken = {i for start, end, _ in edits for i in range(start, end)}
    if page.byte.get(word[-1]) == 0xC3:
        taken.add(len(word) - 1)
    return sum(c > "\x7f" and i not in taken and c.isalpha() for i, c in enumerate(word))


def _again(word: str, known: tuple[Page, ...]) -> Iterator[str]:
    """What ``word``, itself the outcome of a try, becomes by a second one."""
    mask = 0
    for _, pages_here in _starts(word):
        mask |= pages_here
    for n, page in enumerate(known):
        if mask >> n & 1:
            edits = tuple(_sequences(word, page))
            if edits:
                yield _applied(word, edits)


def _sequences(word: str, page: Page) -> Iterator[Edit]:
    """The UTF-8 sequences in ``word`` if ``page`` was used, as edits."""
    i, n = 0, len(word)
    last = " "
    while i < n:
        found = _sequence(word, i, page, last)
        if found:
            yield i, *found
            i, last = found
        else:
            last = word[i]
            i += 1


def _sequence(word: str, at: int, page: Page, last: str) -> tuple[int, str] | None:
    """(end, character) of the UTF-8 sequence that starts at ``at``, after the mended character ``last``."""
    for first in _bytes(word[at], page):
        size = 2 if 0xC2 <= first < 0xE0 else 3 if 0xE0 <= first < 0xF0 else 4 if 0xF0 <= first <= 0xF4 else 0
        if not size:
            continue
        rest = [[b for b in _bytes(c, page) if 0x80 <= b < 0xC0] for c in word[at + 1 : at + size]]
        if len(rest) == size - 1 and all(rest):
            read = [c for more in product(*rest) if (c := _utf8(bytes([first, *more])))]
            if len(read) > 1:
                odd = sorted((strangeness(c) + beside(last, c), c) for c in read)
                if odd[0][0] == odd[1][0]:
                    return None  # not determined
                read = [odd[0][1]]
            if read:
                return at + size, read[0]
        if first == 0xE2 and rest and 0x80 in rest[0] and _lost_quote(word, at + 2, page):
            # The third byte fell into a gap of the page: of the five that can, only 9D makes a common character.
            return at + (3 if word[at + 2 : at + 3] == "\ufffd" else 2), _QUOTE
    return None


def _bytes(char: str, page: Page) -> tuple[int, ...]:
    """The bytes 80-FF that ``char`` can have been."""
    first, second = page.byte.get(char), page.other.get(char)
    return () if first is None else (first,) if second is None else (first, second)


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _lost_quote(word: str, at: int, page: Page) -> bool:
    """Whether a closing quotation mark lost its last byte before offset ``at``."""
    follows = word[at : at + 1]
    if not page.lost & LOST or follows in ("'", '"') or (follows.isalnum() and at > 2 and word[at - 3].isalnum()):
        return False  # between letters stood a dash, or who knows what
    return not follows or follows == "\ufffd" or not any(0x80 <= b < 0xC0 for b in _bytes(follows, page))


def _choose(options: list[_Try], totals: dict[int, float]) -> _Try | None:
    """The try that the text's own evidence favours; none where two different ones are equally good.

    ``totals`` holds the pages that are proven for the text. The page that explains most of it is believed even where
    a word alone would prove nothing.
    """
    most = max(totals.values())

    def score(t: _Try) -> float:
        return t.gain + 2.5 * totals.get(t.page, 0.0) / most

    def enough(t: _Try) -> bool:
        total = totals.get(t.page, 0.0)
        if total >= PLENTY and total >= 0.9 * most and t.whole:
            return t.gain >= LEAST
        return t.gain >= (FOLLOWS if total else PROOF)

    good = [t for t in options if enough(t)]
    if not good:
        return None
    best = max(good, key=lambda t: (score(t), -t.page))
    rivals = {t.word for t in good if score(t) >= score(best) - 0.01}
    return best if len(rivals) == 1 else None


def _with_lost_spaces(text: str, edits: list[Edit], main: int) -> list[Edit]:
    """Add ``à`` whose second byte, a no-break space, became a space (``Ã la``), where the page is proven."""
    page = pages().all[main]
    lead = next((c for c, b in page.byte.items() if b == 0xC3), None)
    if not lead or page.byte.get("\xa0") != 0xA0 or lead + " " not in text:
        return edits
    taken = {i for s, e, _ in edits for i in range(s, e)}
    for m in re.finditer(re.escape(lead) + " ( ?)", text):
        if m.start() not in taken:
            edits.append((m.start(), m.start() + (2 if m.group(1) else 1), "à"))
    return sorted(edits)


def _applied(word: str, edits: tuple[Edit, ...]) -> str:
    out: list[str] = []
    at = 0
    for start, end, new in edits:
        out += word[at:start], new
        at = end
    return "".join(out) + word[at:]
