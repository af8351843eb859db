"""Report → parsed text: tokens, sentences, dependencies and a first guess at names, by spaCy.

Title and text are parsed as one document so that a name in the headline helps the body; `Parse` keeps the two sets of
offsets apart. Upper-case wire text is parsed in a truecased copy of the same length, so offsets hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from harmattan.model import Report, Span
from harmattan.reading.truecase import truecase

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

_STOPS = frozenset(".!?…")
_TEXT = "harmattan.text"
GAP = "\n\n"  # between title and text in the parsed document


class Parse:
    """One report as the concept modules see it.

    ``doc`` is spaCy's document over ``title + GAP + text`` (or ``text`` alone); ``body`` is the character offset in it
    at which ``report.text`` starts. Modules work with token indices of ``doc`` and turn them into contract spans with
    `span` (tokens) or `chars` (characters of the document).
    """

    def __init__(self, report: Report, doc: Doc, body: int) -> None:
        self.report = report
        self.doc = doc
        self.body = body

    @cached_property
    def text(self) -> str:
        """What was parsed, in its original case: the characters behind ``doc``'s offsets."""
        return (self.report.title or "") + GAP + self.report.text if self.body else self.report.text

    def chars(self, start: int, end: int) -> Span:
        """The contract span of characters ``[start, end)`` of the parsed document."""
        if start < self.body:
            end = min(end, self.body - len(GAP))
            return Span(start, end, self.text[start:end], "title")
        return Span(start - self.body, end - self.body, self.text[start:end])

    def span(self, start: int, end: int) -> Span:
        """The contract span of tokens ``[start, end)``."""
        last = self.doc[end - 1]
        return self.chars(self.doc[start].idx, last.idx + len(last))

    def offset(self, span: Span) -> tuple[int, int]:
        """Characters of the parsed document behind a contract span."""
        shift = 0 if span.place == "title" else self.body
        return span.start + shift, span.end + shift

    def tokens(self, span: Span) -> SpacySpan:
        """spaCy's tokens that a contract span touches (never empty for a span made by this parse)."""
        start, end = self.offset(span)
        found = self.doc.char_span(start, end, alignment_mode="expand")
        assert found is not None
        return found

    def in_title(self, index: int) -> bool:
        """Whether token ``index`` stands in the title."""
        return bool(self.doc[index].idx < self.body)

    @cached_property
    def sentences(self) -> list[SpacySpan]:
        """The sentences in order; none spans the title and the text, or two paragraphs."""
        return list(self.doc.sents)

    @cached_property
    def sentence_of(self) -> list[int]:
        """For each token, the index of its sentence."""
        return [n for n, s in enumerate(self.sentences) for _ in s]


def parse(reports: Iterable[Report], nlp: Language) -> Iterator[Parse]:
    """Parse reports in order, in batches. The pipeline is one made by `harmattan.reading.pipeline.load_pipeline`."""

    def texts() -> Iterator[tuple[str, Report]]:
        for report in reports:
            whole = report.title + GAP + report.text if report.title else report.text
            yield truecase(whole), report

    for doc, report in nlp.pipe(texts(), as_tuples=True, batch_size=16):
        yield Parse(report, doc, len(report.title) + len(GAP) if report.title else 0)


LONGEST_SENTENCE = 250  # tokens; real sentences of news stay under 150, a text without full stops does not


def mark_paragraphs(doc: Doc) -> Doc:
    """Sentence borders that the parser may not remove: blank lines, and line ends unless the text is wrapped.

    Text without any punctuation is cut after `LONGEST_SENTENCE` tokens, so that no later step sees it whole.
    """
    wrapped = is_wrapped(text_of(doc))
    if len(doc):
        doc[0].is_sent_start = True
    length = 0
    for token in doc[:-1]:
        length = 0 if token.text in _STOPS else length + 1
        breaks = token.text.count("\n") if token.is_space else 0
        if breaks > 1 or (breaks and not (wrapped and not _closes(doc, token.i))) or length >= LONGEST_SENTENCE:
            doc[token.i + 1].is_sent_start = True
            length = 0
    return doc


def text_of(doc: Doc) -> str:
    """``doc.text``, joined once a document: spaCy joins all tokens at every access."""
    if _TEXT not in doc.user_data:
        doc.user_data[_TEXT] = doc.text
    return str(doc.user_data[_TEXT])


def is_wrapped(text: str) -> bool:
    """Whether lines were broken at a fixed width (old wire text), so that a line end means nothing."""
    lines = [len(line) for line in text.split("\n") if line.strip()]
    full = [n for n in lines if 55 <= n <= 90]
    return len(lines) >= 3 and len(full) >= 0.5 * len(lines) and max(lines) <= 110


def _closes(doc: Doc, i: int) -> bool:
    """Whether the token before ``i`` ends a sentence."""
    return i > 0 and doc[i - 1].text[-1] in '.!?”"»'
