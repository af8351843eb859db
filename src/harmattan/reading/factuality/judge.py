"""Whether an event happened, did not, may have, is planned, or would happen if; and what came of it.

The judgement is read off the dependency parse: an event takes over the standing of what governs it ("failed to",
"plans to", "if"), changed by its own negation, modal verb, adverb and tense. `docs/factuality.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from harmattan.model import Claim, Factuality, Outcome
from harmattan.reading.asides import UNCERTAIN, set_apart
from harmattan.reading.contained import Containing
from harmattan.reading.factuality.composition import CLAUSE, NOMINAL, VERBAL, words
from harmattan.reading.factuality.nominal_verdicts import presupposed
from harmattan.reading.factuality.verdicts import Verdicts
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

LINKS = 4  # of the grammar, from an event to the verb that prevents it

_VERDICTS: WeakKeyDictionary[Parse, Verdicts] = WeakKeyDictionary()


def judge(parse: Parse, token: int, claims: Sequence[Claim] = ()) -> tuple[Factuality, Outcome]:
    """Factuality and outcome of the event whose trigger is token ``token`` of the parsed document.

    ``claims`` are the claims of the reading. What only a denial, an accusation or a doubt tells is "possible": the
    claim says who holds what of it.
    """
    verdicts = _VERDICTS.get(parse)
    if verdicts is None:
        verdicts = _VERDICTS[parse] = Verdicts(parse.doc)
    factuality, outcome = verdicts.of(token)
    if factuality == "asserted":
        factuality = _as_claimed(parse, verdicts, parse.doc[token], claims)
        if factuality != "asserted":
            outcome = "unknown"
    return factuality, outcome


def preventer(parse: Parse, token: int) -> int | None:
    """The verb that keeps the event at a token from happening ("*foiled* a coup attempt"), as the grammar has it."""
    w, at = words(), parse.doc[token]
    for _ in range(LINKS):
        head = at.head
        if head.i == at.i or at.dep_ not in NOMINAL | CLAUSE | {"compound", "conj", "prep"}:
            return None
        if head.pos_ in VERBAL and "prevent" in (w.noun.get(head.lemma_.lower()), w.clause.get(head.lemma_.lower())):
            return head.i
        at = head
    return None


_CONTENTS: WeakKeyDictionary[Parse, tuple[Sequence[Claim], Containing[Claim]]] = WeakKeyDictionary()


def _contents(parse: Parse, claims: Sequence[Claim]) -> Containing[Claim]:
    """The claims by what lies in their content."""
    kept = _CONTENTS.get(parse)
    if kept is None or kept[0] is not claims:
        parts = ((c, part) for c in claims for part in c.content_parts or (c.content,))
        kept = _CONTENTS[parse] = (claims, Containing(parts))
    return kept[1]


def _as_claimed(parse: Parse, verdicts: Verdicts, token: Token, claims: Sequence[Claim]) -> Factuality:
    """The factuality that an asserted event keeps inside the content of claims."""
    own = parse.span(token.i, token.i + 1)
    holding = [c for c in _contents(parse, claims).around(own) if not set_apart(parse, own, c)]
    if not holding:
        return "asserted"
    # the innermost claim decides: "the army says the rebels deny that they attacked"
    inner = min(holding, key=lambda c: sum(p.end - p.start for p in c.content_parts or (c.content,)))
    if presupposed(verdicts, token):  # "denied the presence of" denies it, "denied a role in the attack" does not
        itself = inner.stance == "denies" and parse.tokens(inner.content).root.i == token.i
        return "possible" if itself else "asserted"
    if inner.stance in UNCERTAIN:
        return "possible"
    if inner.stance == "demands" and token.tag_ not in ("VBD", "VBN", "VBZ"):
        return "hypothetical"
    return "asserted"
