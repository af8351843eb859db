"""What a claim answers: denials, confirmations and comments that point to something said before.

"The rulers deny this", "it rejected the accusations", "although Mali still denies it, there seems to be no doubt
that ...", "they say it is a media hype", "But everything suggests that they are mercenaries".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.model import Claim, Event, Reading, Span, Stance
from harmattan.reading.claims.contents import clause_of
from harmattan.reading.claims.cues import group_of
from harmattan.reading.events.coding import senses
from harmattan.reading.events.drafts import VERBAL
from harmattan.reading.quantities.counting import table
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

REPLIES = ("denies", "confirms", "doubts", "cannot_verify", "no_comment")
BACK = 4  # sentences within which "this" and "it" find what they point to
FAR = 40  # sentences within which "the accusations" do
SHARED = 0.5  # of a denial's content words that an earlier claim has, for the denial to answer it


@dataclass(frozen=True, slots=True)
class Answer:
    """Ids of what is answered.

    ``voices`` is false where the answer says nothing on whether the events happened; ``stance`` is how the claim stands
    to them where its cue does not show it ("nobody died, the army said"). ``owned`` is true where the source says that
    it was its own deed: "claimed responsibility for the attack".
    """

    claims: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    voices: bool = True
    stance: Stance | None = None
    owned: bool = False


@dataclass(frozen=True)
class _Place:
    """A claim with where its cue (or content) stands."""

    claim: Claim
    token: int
    sentence: int


class _Places:
    """The claims of a report by sentence: most answers look only at those near."""

    def __init__(self, places: list[_Place], told: dict[int, list[Event]]) -> None:
        self.all = places
        self.told = told  # the report's events by sentence
        self._by_sentence: dict[int, list[int]] = {}
        for n, place in enumerate(places):
            self._by_sentence.setdefault(place.sentence, []).append(n)
        self._words: dict[str, set[str]] = {}

    def before(self, place: _Place, sentences: int | None) -> list[_Place]:
        """Claims that stand before one and do not hold it, at most so many sentences back, in the claims' order."""
        near = self.all
        if sentences is not None:
            span = range(place.sentence - sentences, place.sentence + 1)
            near = [self.all[n] for n in sorted(n for s in span for n in self._by_sentence.get(s, ()))]
        claim = place.claim
        return [p for p in near if p.token < place.token and p.claim is not claim and not _nested(p.claim, claim)]

    def words(self, parse: Parse, claim: Claim) -> set[str]:
        """The content words of a claim."""
        if claim.id not in self._words:
            self._words[claim.id] = _content_words(parse, claim)
        return self._words[claim.id]


def find_answers(parse: Parse, reading: Reading) -> dict[str, Answer]:
    """Claim id → what it answers, for the claims that answer something."""
    told: dict[int, list[Event]] = {}
    for event in reading.events:
        for sentence in dict.fromkeys(parse.sentence_of[parse.tokens(m)[0].i] for m in event.mentions):
            told.setdefault(sentence, []).append(event)
    places = _Places([_place(parse, c) for c in reading.claims], told)
    found: dict[str, Answer] = {}
    for place in sorted(places.all, key=lambda p: p.token):
        answer = _answer(parse, reading, places, place, found)
        if answer is not None and answer != Answer():
            found[place.claim.id] = answer
    return found


def _place(parse: Parse, claim: Claim) -> _Place:
    token = parse.tokens(claim.cue or claim.content)[0].i
    return _Place(claim, token, parse.sentence_of[token])


def _answer(parse: Parse, reading: Reading, places: _Places, place: _Place, found: dict[str, Answer]) -> Answer | None:
    claim = place.claim
    content = parse.tokens(claim.content)
    head = content.root
    words = [t for t in content if t.is_alpha]
    earlier = places.before(place, FAR)
    points = lexicon("answers")
    if len(words) <= 2 and head.lower_ in points["pronouns"] and claim.stance in REPLIES:
        ahead = _main_clause(parse, claim)
        if ahead is not None and head.lower_ == "it":
            return _things_in(reading, ahead)
        beside = _statement_beside(parse, reading, earlier, place)
        return beside or _before(parse, reading, earlier, place, found)
    kind = points["nouns"].get(head.lemma_.lower())
    if kind and len(words) <= 12 and _points_back(head):
        return _of_kind(reading, earlier, place, kind)
    if len(claim.content_parts) == 1 and head.lemma_.lower() in points["figures"] and claim.stance in REPLIES:
        return _figures(reading, earlier, place)
    again = (
        _responsibility(parse, places, place)
        or _unharmed(parse, reading, places, earlier, place)
        or _unwanted(parse, places, place)
        or _named_again(parse, places, place)
    )
    if again is not None:
        return again
    previous = max((p for p in earlier if p.claim.id in found), key=lambda p: p.token, default=None)
    opener = content[0].lower_
    if (
        previous is not None
        and place.sentence - previous.sentence <= 1
        and _same_source(parse, previous.claim, claim)
        and opener in points["continuing"]
        and content[0].dep_ != "mark"
    ):
        return found[previous.claim.id]
    if claim.stance in ("denies", "doubts"):
        mine = places.words(parse, claim)
        others = places.before(place, None) if len(mine) >= 2 else []
        same = [
            p.claim for p in others if p.claim.sources != claim.sources and _overlap(mine, places.words(parse, p.claim))
        ]
        return _claims(same[-3:]) if same else None
    first = parse.sentences[place.sentence][0]
    if first.lower_ in points["contrasting"] and not claim.quoted:
        last = [p for p in earlier if p.sentence == place.sentence - 1 and p.claim.sources != claim.sources]
        return Answer(claims=tuple(p.claim.id for p in last[-1:])) if last else None
    return None


def _nested(outer: Claim, inner: Claim) -> bool:
    return outer.holds(inner.cue or inner.content)


def _points_back(head: Token) -> bool:
    """Whether a noun comes with a word that says the reader knows it, and without a content of its own."""
    known = any(k.lower_ in lexicon("answers")["determiners"] or k.dep_ == "poss" for k in head.children)
    clause = any(k.dep_ in ("acl", "ccomp", "relcl") for k in head.children)
    return known and not clause and not any(k.dep_ == "prep" and k.lower_ == "of" for k in head.children)


def _main_clause(parse: Parse, claim: Claim) -> Span | None:
    """What follows "although Mali denies it, ...": the main clause of a sentence that begins with the denial."""
    if claim.cue is None:
        return None
    verb = parse.tokens(claim.cue).root
    words = lexicon("answers")["subordinating"]
    marked = any(k.dep_ in ("mark", "advmod") and k.lower_ in words for k in verb.children)
    if verb.dep_ != "advcl" or not marked or verb.head.i < verb.i:
        return None
    end = verb.right_edge.i + 1
    sentence = verb.sent
    return parse.span(end, sentence.end) if end < sentence.end else None


def _things_in(reading: Reading, span: Span) -> Answer:
    return Answer(
        claims=tuple(c.id for c in reading.claims if span.covers(c.content)),
        events=tuple(e.id for e in reading.events if any(span.covers(m) for m in e.mentions)),
        quantities=tuple(q.id for q in reading.quantities if span.covers(q.span)),
    )


def _before(
    parse: Parse, reading: Reading, earlier: list[_Place], place: _Place, found: dict[str, Answer]
) -> Answer | None:
    """What "this" points to: the claims of the sentences right before, else what the sentence before tells."""
    chosen: list[Claim] = []
    at = place.sentence
    for back in range(place.sentence - 1, max(-1, place.sentence - BACK - 1), -1):
        here = [
            p.claim
            for p in earlier
            if p.sentence == back and p.claim.id not in found and not _same_source(parse, p.claim, place.claim)
        ]
        if not here or (chosen and "\n" in parse.sentences[at].text.rstrip()):
            break
        outermost = [c for c in here if not any(o is not c and _nested(o, c) for o in here)]
        chosen = [*outermost, *chosen]
        at = back
    if chosen:
        return _claims(chosen, reading)
    if place.sentence == 0:
        return None
    before = parse.sentences[place.sentence - 1]
    return _things_in(reading, parse.span(before.start, before.end))


def _statement_beside(parse: Parse, reading: Reading, earlier: list[_Place], place: _Place) -> Answer | None:
    """What stands before the answer's own clause in its sentence: "they bombed the town; the army denies it"."""
    if place.claim.cue is None:
        return None
    doc, points = parse.doc, lexicon("answers")
    sentence = parse.sentences[place.sentence]
    verb = parse.tokens(place.claim.cue).root
    end = first = clause_of(verb)[0]
    while end > sentence.start and (doc[end - 1].lower_ in points["joining"]):
        end -= 1
    if end <= sentence.start or (end == first and doc[end - 1].text != ";"):
        return None
    if not any(t.pos_ == "VERB" or t.dep_ == "ROOT" for t in doc[sentence.start : end]):
        return None
    span = parse.span(sentence.start, end)
    here = [
        p.claim
        for p in earlier
        if p.sentence == place.sentence
        and span.covers(p.claim.content)
        and not _same_source(parse, p.claim, place.claim)
    ]
    outermost = [c for c in here if not any(o is not c and _nested(o, c) for o in here)]
    found = _claims(outermost, reading) if outermost else _things_in(reading, span)
    return found if found != Answer() else None


def _unharmed(parse: Parse, reading: Reading, places: _Places, earlier: list[_Place], place: _Place) -> Answer | None:
    """The harm told before that "denied that anyone had died" and "there were no deaths, he said" contest."""
    claim = place.claim
    words = lexicon("answers")["unharmed"]
    if any(t.lower_ in words["elsewhere"] for t in parse.tokens(claim.content)):
        return None
    kinds: set[str] = set()
    for token in parse.tokens(claim.content):
        harm = _harm(token)
        if not harm:
            continue
        verbal = token.pos_ == "VERB"
        who = next((k for k in token.children if k.dep_ in ("nsubj", "nsubjpass")), None) if verbal else token
        if who is None:
            continue
        quantified = {who.lower_, *(k.lower_ for k in who.children if k.dep_ in ("det", "neg"))}
        negated = any(k.dep_ == "neg" for t in (token, token.head) for k in t.children)
        none = bool(quantified & set(words["none"])) or (negated and bool(quantified & set(words["any"])))
        anybody = claim.stance == "denies" and bool(quantified & set(words["any"]))
        if anybody or (none and claim.stance in ("says", "confirms")):
            kinds |= set(words["kinds"].get(harm, ()))
    if not kinds:
        return None
    figures = {q.id: q.of for q in reading.quantities}

    def harmful(event: Event) -> bool:
        if _harm(parse.tokens(event.trigger).root) in kinds or _harm(parse.tokens(event.trigger)[0]) in kinds:
            return True
        return any(figures[q] in kinds for q in event.quantities)

    told = _last_told(places, place, harmful)
    if not told:
        return None
    holding = [
        p.claim.id
        for p in earlier
        if p.claim.stance != "denies"
        and not _same_source(parse, p.claim, claim)
        and any(p.claim.holds(*e.mentions) for e in told)
    ]
    return Answer(claims=tuple(holding), events=tuple(e.id for e in told), stance="denies")


def _responsibility(parse: Parse, places: _Places, place: _Place) -> Answer | None:
    """The deed that "claimed responsibility for the attack" owns up to, or that "denied any role in it" disowns.

    The latest one told before that the noun can name, else the one that the content itself tells.
    """
    claim, words = place.claim, lexicon("answers")["responsibility"]
    if claim.stance not in ("confirms", "denies"):
        return None
    parts = [claim.content, *([claim.cue] if claim.cue else [])]
    part = next((t for s in parts for t in parse.tokens(s) if t.lemma_.lower() in words["nouns"]), None)
    if part is None:
        return None
    deed = next(
        (o for p in part.children if p.lower_ in words["prepositions"] for o in p.children if o.dep_ == "pobj"), None
    )
    here = places.told.get(parse.sentence_of[place.token], ())

    def meant(event: Event) -> bool:
        if event.type not in words["types"]:
            return False
        if deed is None or deed.pos_ == "PRON" or deed.lemma_.lower() in words["deeds"]:
            return True
        return _names(parse, deed, event)

    inside = [e for e in here if claim.holds(*e.mentions)]
    told = [e for e in inside if e.type in words["types"]]
    told = told or [e for e in here if meant(e) and e.mentions[0].order < parts[-1].order]
    told = told or _last_told(places, place, meant, FAR)
    owned = claim.stance == "confirms" and not _withheld(parse, claim)
    return Answer(events=(told[-1].id,), voices=owned, owned=owned) if told else None


def _withheld(parse: Parse, claim: Claim) -> bool:
    """Whether the cue says that nothing was said: "has not yet claimed", "no group claimed"."""
    verb = parse.tokens(claim.cue or claim.content).root
    kids = list(verb.children)
    none = lexicon("answers")["unharmed"]["none"]
    subjects = [w.lower_ for k in kids if k.dep_ == "nsubj" for w in (k, *k.children)]
    return any(k.dep_ == "neg" for k in kids) or any(w in none for w in subjects)


def _harm(token: Token) -> str | None:
    """The kind of harm that a word tells of: "died", "killed", "death"."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB":
        return table("object").get(lemma) or table("subject").get(lemma)
    return table("counts").get(lemma) or table("acts").get(lemma) if token.pos_ == "NOUN" else None


def _unwanted(parse: Parse, places: _Places, place: _Place) -> Answer | None:
    """What others did that "denied that it had ever given its consent" is about.

    It does not say that they did not do it.
    """
    claim = place.claim
    if claim.stance != "denies":
        return None
    words = set(lexicon("answers")["consenting"])
    leave = next((t for t in parse.tokens(claim.content) if t.lemma_.lower() in words), None)
    if leave is None:
        return None
    given = _given_for(leave)
    if given is leave:
        return None

    def by_others(event: Event) -> bool:
        if event.type in VERBAL or not event.actors or set(event.actors) & set(claim.sources):
            return False
        return given is None or _names(parse, given, event)

    told = _last_told(places, place, by_others)
    return Answer(events=tuple(e.id for e in told), voices=False) if told else None


def _given_for(leave: Token) -> Token | None:
    """What leave is given for: a noun; ``None`` where it is not said ("its consent", "agreed to it"); the word itself
    where a clause or an object says it."""
    kids = [*leave.children]
    if leave.pos_ == "NOUN" and leave.dep_ == "dobj":
        kids += [k for k in leave.head.children if k.i > leave.i]
    for kid in kids:
        if kid.dep_ in ("xcomp", "ccomp", "acl", "relcl") or (kid.dep_ == "dobj" and kid.i != leave.i):
            return None if kid.pos_ == "PRON" else leave
        if kid.pos_ == "ADP" and kid.dep_ in ("prep", "dative"):
            thing = next((k for k in kid.children if k.dep_ == "pobj" and k.pos_ != "PRON"), None)
            if thing is not None:
                return thing
    return None


def _named_again(parse: Parse, places: _Places, place: _Place) -> Answer | None:
    """The event told before that a definite noun names again: "condemned the expulsion" after "expelled the envoy",
    "blamed the rebels for the attack"."""
    claim = place.claim
    content = parse.tokens(claim.content)
    head = content.root
    if claim.stance == "accuses":
        blamed_for = (t for t in content if t.dep_ == "pobj" and t.head.lower_ in ("for", "of", "in"))
        head = next((t for t in blamed_for if _points_back(t)), head)
    group = group_of(parse.tokens(claim.cue).root) if claim.cue else None
    praising = group is not None and group.name == "praise"
    judging = praising or claim.stance in ("condemns", "denies", "confirms", "doubts", "accuses")
    if not judging or claim.quoted or head.pos_ != "NOUN" or not _points_back(head):
        return None
    here = parse.sentence_of[head.i]
    if any(claim.holds(*e.mentions) for e in places.told.get(here, ())):
        return None
    told = _last_told(places, place, lambda event: _names(parse, head, event), FAR)
    return Answer(events=(told[-1].id,)) if told else None


def _names(parse: Parse, noun: Token, event: Event) -> bool:
    """Whether a noun can name an event: it is of the verb's stem, or the lexicon codes it alike."""
    lemma = noun.lemma_.lower()
    verb = parse.tokens(event.trigger)[0].lemma_.lower()
    if len(verb) > 3 and event.type not in VERBAL and (lemma.startswith(verb.removesuffix("e")) or verb == lemma):
        return True
    codes = ((s.type, s.mode) for s in senses().get(("noun", lemma), ()) if not s.extras)
    return any(event.type == type and (mode is None or event.mode in (mode, None)) for type, mode in codes)


def _last_told(places: _Places, place: _Place, wanted: Callable[[Event], bool], reach: int = BACK) -> list[Event]:
    """The wanted events of the nearest sentence before an answer that tells some."""
    for sentence in range(place.sentence - 1, max(-1, place.sentence - reach - 1), -1):
        found = [e for e in places.told.get(sentence, ()) if wanted(e)]
        if found:
            return found
    return []


def _of_kind(reading: Reading, earlier: list[_Place], place: _Place, kind: str) -> Answer | None:
    """The latest claims that "the accusations" or "those comments" can be: of that kind, and by somebody else.

    Those that name whoever answers come first.
    """
    wanted = lexicon("answers")["kinds"][kind]
    near = [
        p
        for p in earlier
        if place.sentence - p.sentence <= FAR
        and p.claim.stance in wanted
        and not set(p.claim.sources) & set(place.claim.sources)
    ]
    near = [p for p in near if not _one_side(reading, p.claim, place.claim)] or near
    against = [p for p in near if _mentions(reading, p.claim, place.claim.sources)]
    best = sorted(against or near, key=lambda p: p.token)
    if not best:
        return None
    last = best[-1].sentence
    return _claims([p.claim for p in best if last - p.sentence <= 1], reading)


def _one_side(reading: Reading, one: Claim, other: Claim) -> bool:
    """Whether two claims come from the same country: an embassy does not answer its own general staff."""
    countries = {reading.actor(id).country for id in one.sources}
    return bool(countries & {reading.actor(id).country for id in other.sources} - {None})


def _figures(reading: Reading, earlier: list[_Place], place: _Place) -> Answer | None:
    """The latest claim of another that holds a figure."""
    for p in sorted(earlier, key=lambda p: -p.token):
        held = tuple(q.id for q in reading.quantities if p.claim.holds(q.span))
        if held and place.sentence - p.sentence <= FAR:
            return Answer(claims=(p.claim.id,), quantities=held)
    return None


def _claims(claims: list[Claim], reading: Reading | None = None) -> Answer:
    told = reading.events if reading else ()
    events = [e.id for e in told if any(c.holds(*e.mentions) for c in claims)]
    return Answer(claims=tuple(c.id for c in claims), events=tuple(events))


def _same_source(parse: Parse, a: Claim, b: Claim) -> bool:
    if set(a.sources) & set(b.sources):
        return True
    if a.source_span is None or b.source_span is None:
        return False
    pronoun = b.source_span.text.lower() in ("they", "it", "he", "she") and not b.sources
    return pronoun or a.source_span.text.lower() == b.source_span.text.lower()


def _mentions(reading: Reading, claim: Claim, ids: tuple[str, ...]) -> bool:
    spans = [m.span for a in reading.actors if a.id in ids for m in a.mentions]
    return claim.holds(*spans)


def _overlap(mine: set[str], theirs: set[str]) -> bool:
    """Whether an earlier claim speaks of what a denial speaks of: most of its content words are there."""
    return len(mine) >= 2 and len(mine & theirs) >= max(2, SHARED * len(mine))


def _content_words(parse: Parse, claim: Claim) -> set[str]:
    return {
        t.lemma_.lower()
        for part in claim.content_parts
        for t in parse.tokens(part)
        if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and t.is_alpha and not t.is_stop
    }
