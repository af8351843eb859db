"""Clauses set apart in somebody's words: what they tell is not what is denied, doubted or charged.

"He denied that the army had lost the town, where rebels killed 20 people": the relative clause behind the comma only
adds to what is known of the town; the killing is the speaker's or the report's own word. Without a comma it is so where
the clause tells which known thing is meant ("the town which rebels had seized"), unless that very thing is denied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

    from harmattan.model import Claim, Span

UNCERTAIN = ("denies", "doubts", "accuses", "believes", "cannot_verify")
RELATIVE = frozenset({"which", "who", "whom", "whose", "where", "when"})
MARKS = frozenset({",", "–", "—", "--", "("})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
OPENING = 3  # words within which a clause shows its relative word: "some of which"


def set_apart(parse: Parse, span: Span, claim: Claim) -> bool:
    """Whether a span in an uncertain claim's content stands in a relative clause that the claim takes for granted."""
    if claim.stance not in UNCERTAIN:
        return False
    within = {t.i for part in claim.content_parts for t in parse.tokens(part)}
    token = parse.tokens(span).root
    denied = {parse.tokens(part).root.i for part in claim.content_parts}
    chain = [
        t for t in (token, *token.ancestors) if t.i in within and t.head.i in within and t.left_edge.i - 1 in within
    ]
    return any(_adds(t) or (t.head.i not in denied and _tells_which(t)) for t in chain)


def _adds(clause: Token) -> bool:
    """Whether a clause is a relative one behind a comma or dash."""
    first = clause.left_edge
    if clause.dep_ == "advcl":
        return first.lower_ == "where" and clause.doc[first.i - 1].text in MARKS
    return _is_relative(clause) and clause.doc[first.i - 1].text in MARKS


def _tells_which(clause: Token) -> bool:
    """Whether a relative clause tells which known thing is meant."""
    known = any(k.dep_ == "poss" or k.lower_ in DEFINITE for k in clause.head.children)
    return _is_relative(clause) and known


def _is_relative(clause: Token) -> bool:
    first = clause.left_edge.i
    words = {t.lower_ for t in clause.doc[first : min(first + OPENING, clause.i)]}
    return clause.dep_ == "relcl" and bool(words & RELATIVE)
