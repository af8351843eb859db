"""Pronouns: "he", "they", "who", "its", and "we" in somebody's own words."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from harmattan.knowledge.actors import fold
from harmattan.reading.actors.noun_phrases import plural, role_head
from harmattan.reading.actors.people import has_verb
from harmattan.reading.actors.words import vocabulary
from harmattan.reading.claims.cues import group_of
from harmattan.reading.coreference.deeds import able, armed
from harmattan.reading.coreference.figures import Figure, Figures, subject
from harmattan.reading.coreference.voices import according, closes, reporter, running, telling, told_about, unmarked

BODIES = frozenset({"state", "organization"})


def link_pronouns(figures: Figures) -> None:
    """Add each pronoun whose antecedent is clear to its actor, in reading order."""
    for token in figures.parse.doc:
        if token.tag_ not in ("PRP", "PRP$", "WP", "WDT", "WP$") or token.i in figures.at:
            continue
        found = relative(figures, token) if token.tag_[0] == "W" else antecedent(figures, token)
        if found:
            figures.add(found, token.i, token.i + 1, token.i, "pronoun")


def relative(figures: Figures, token: Token) -> Figure | None:
    """The noun that "who" or "which" takes up."""
    verb = token.head
    seen = 0
    while verb.dep_ not in ("relcl", "ROOT") and seen < 3:
        verb, seen = verb.head, seen + 1
    if verb.dep_ != "relcl" or not 0 < token.i - verb.head.i <= 12:
        return None
    found = figures.figure(verb.head.i)
    if found and fold(token.text) in ("who", "whom") and found.actor.kind == "state":
        return None
    if found and fold(token.text) == "which" and found.actor.kind == "person":
        return None
    return found


def antecedent(figures: Figures, token: Token) -> Figure | None:
    """Whom a personal or possessive pronoun stands for, or ``None`` when that is not clear."""
    word = fold(token.text)
    if word in vocabulary("i"):
        return speaker(figures, token.i)
    if word in vocabulary("we"):
        said_by = speaker(figures, token.i)
        return spoken_for(figures, said_by) if said_by else None
    if word in vocabulary("he") | vocabulary("she"):
        return nearest(figures, token, "male" if word in vocabulary("he") else "female")
    if word in vocabulary("it"):
        if expletive(token) or said_again(token):
            return None
        return addressee(figures, token) or collective(figures, token, many=False)
    if word in vocabulary("they"):
        return addressee(figures, token) or collective(figures, token, many=True)
    return None


def said_again(token: Token) -> bool:
    """Whether "it" is what somebody said and no actor: "the ministry denies it"."""
    group = group_of(token.head) if token.dep_ == "dobj" and token.tag_ == "PRP" else None
    return group is not None and group.stance in ("denies", "confirms", "doubts", "believes")


def addressee(figures: Figures, token: Token) -> Figure | None:
    """Who answers: the one of whom the sentence before asks something, or whom it charges.

    "France called on the junta to explain. It promises an inquiry": it is not France that promises.
    """
    group = group_of(token.head) if token.dep_ == "nsubj" else None
    if group is None or group.stance not in ("promises", "denies"):
        return None
    here = figures.parse.sentence_of[token.i]
    if here == 0 or token.i in figures.quoted_in or figures.paragraph(token.i) != _last_paragraph(figures, here):
        return None
    verb = figures.parse.sentences[here - 1].root
    before = group_of(verb)
    asked = verb.lemma_ == "call" or (before is not None and before.stance == "demands")
    charged = before is not None and before.stance in ("accuses", "condemns")
    if not asked and not (charged and group.stance == "denies"):
        return None
    for kid in verb.children:
        at = kid
        if kid.dep_ == "prep" and kid.lower_ in ("on", "upon", "to"):
            at = next((k for k in kid.children if k.dep_ == "pobj"), kid)
        elif kid.dep_ not in ("dobj", "dative"):
            continue
        found = figures.figure(at.i)
        if found is not None and found.actor.kind != "person" and at.i > verb.i:
            return found
    return None


def _last_paragraph(figures: Figures, sentence: int) -> int:
    """The paragraph of the sentence before one."""
    return figures.paragraph(figures.parse.sentences[sentence - 1].start)


def speaker(figures: Figures, i: int) -> Figure | None:
    """Who says the quotation that token ``i`` lies in, or the speech without marks."""
    number = figures.quoted_in.get(i)
    if number is None:
        return unmarked(figures, i)
    quote = figures.speech[number]
    sentence = figures.parse.sentence_of
    first, last = sentence[quote.start], sentence[quote.end - 1]
    for n in (last, first, first - 1, last + 1):
        if not 0 <= n < len(figures.parse.sentences):
            continue
        span = figures.parse.sentences[n]
        if figures.paragraph(span.start) != quote.paragraph:
            continue
        for token in span:
            said = fold(token.lemma_) in vocabulary("saying") or fold(token.lemma_) in vocabulary("telling")
            if token.i in figures.quoted_in or not said:
                continue
            for child in token.children:
                found = figures.figure(child.i) if child.dep_ in ("nsubj", "nsubjpass") else None
                if found:
                    return found
    return None


def spoken_for(figures: Figures, speaker: Figure) -> Figure:
    """Whom somebody's "we" stands for: a minister's state, a rebel spokesman's group, else the speaker."""
    actor = speaker.actor
    if actor.kind != "person" or not set(actor.sectors) & {"GOV", "MIL", "REB", "PRM"}:
        return speaker  # a member of parliament speaks for friends and party, not for the chamber
    if "GOV" in actor.sectors or "MIL" in actor.sectors:
        for figure in figures.all:
            if figure.merged is None and figure.actor.kind == "state" and figure.actor.country == actor.country:
                return figure
    body = next((f for f in figures.all if f.actor.id == actor.member_of), None)
    while body is not None and body.merged is not None:
        body = body.merged
    return body or speaker


def nearest(figures: Figures, token: Token, gender: str) -> Figure | None:
    """The person that "he" or "she" stands for: a recent subject, else the only person there is."""
    inside = figures.quoted_in.get(token.i)
    scores: dict[int, float] = {}
    found: dict[int, Figure] = {}
    talker = speaker(figures, token.i) if inside is not None else None
    here = figures.parse.sentence_of[token.i]
    verb = telling(token) if inside is None else None
    tells = verb is not None or (inside is None and according(token))
    barred = told_about(figures, token, verb) if verb is not None else set()
    barred |= {id(f) for at, f in figures.before(token.i, 0) if bound(figures.parse.doc[at], token)}

    def fits(figure: Figure) -> bool:
        known = figure.actor.kind == "person" and id(figure) not in barred
        return known and figure is not talker and figures.gender(figure) in (None, gender)

    if verb is not None and not figures.speech and closes(token, verb):
        return running(figures, here, fits)
    told_by = reporter(figures, token.i)
    others = others_told_of(figures, token, told_by) if told_by is not None else []
    for at, figure in figures.before(token.i, 3):
        if not fits(figure) or (tells and reporter(figures, at) is not None):
            continue
        quoted = figures.quoted_in.get(at)
        if quoted is not None and quoted != inside:
            continue
        distance = here - figures.parse.sentence_of[at]
        if others and (distance or figure is told_by):
            continue
        noun = figures.parse.doc[at]
        score = 3.0 - distance + (1.5 if subject(role_head(noun)) or (noun.dep_ == "appos" and has_verb(noun)) else 0)
        if score > scores.get(id(figure), -9):
            scores[id(figure)] = score
            found[id(figure)] = figure
    return clear(scores, found, 0.4) or (running(figures, here, fits) if tells else None)


def others_told_of(figures: Figures, token: Token, teller: Figure) -> list[Token]:
    """Words for others in what somebody tells, whom the pronoun rather means: "she said they took *one of the men*"."""
    first = figures.parse.sentences[figures.parse.sentence_of[token.i]].start
    found: list[Token] = []
    for other in figures.parse.doc[first : token.i]:
        figure = figures.figure(other.i)
        one = other.lower_ == "one" and any(k.lower_ == "of" for k in other.rights)
        known = figure is not None and figure is not teller and figure.actor.kind == "person"
        if (one or known) and reporter(figures, other.i) is teller and not bound(other, token):
            found.append(other)
    return found


def clear(scores: dict[int, float], found: dict[int, Figure], margin: float) -> Figure | None:
    """The best candidate when none other comes near."""
    ranked = sorted(scores, key=lambda k: -scores[k])
    if not ranked or (len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < margin):
        return None
    return found[ranked[0]]


def bound(candidate: Token, pronoun: Token) -> bool:
    """Whether grammar forbids the two to be the same: both arguments of one verb, and no reflexive or possessive.

    A verb that shares the last verb's subject counts with it: "soldiers arrested two men and took them" – the men.
    """
    if pronoun.tag_ == "PRP$" or pronoun.text.endswith(("self", "selves")):
        return False
    clause = pronoun.head if pronoun.dep_ != "pobj" else pronoun.head.head
    while candidate.dep_ == "conj" and candidate.head.pos_ in ("NOUN", "PROPN", "PRON"):
        candidate = candidate.head
    other = candidate.head if candidate.dep_ != "pobj" else candidate.head.head
    acts = candidate.dep_ == "appos" and has_verb(candidate)  # "In a letter to Sow, *Ba* accused him"
    if acts:
        after = candidate.doc[candidate.i + 1]
        other = after.head if after.dep_ in ("aux", "auxpass") else after
    if pronoun.dep_ in ("nsubj", "nsubjpass"):
        return clause == other or (clause.dep_ == "ccomp" and clause.head == other and demands(other))
    if clause == other:
        return True
    while clause != other and clause.dep_ in ("conj", "xcomp") and not any(subject(c) for c in clause.lefts):
        clause = clause.head
    return clause == other and (acts or subject(candidate))


def demands(verb: Token) -> bool:
    """Whether a verb wants others to do something: nobody demands that they themselves leave."""
    group = group_of(verb)
    return group is not None and group.stance == "demands"


def sent_by(noun: Token) -> bool:
    """Whether several are the object of what one body does: "Denmark sent 90 soldiers"."""
    return noun.dep_ == "dobj" and plural(noun) and any(k.dep_ == "nsubj" and not plural(k) for k in noun.head.lefts)


def leads(noun: Token) -> bool:
    """Whether a noun opens a sentence whose verb the parser missed, and is hung on nothing itself."""
    sentence = noun.sent
    whole = sentence.text.rstrip().endswith(".")  # no heading
    return noun.dep_ == "ROOT" and noun.pos_ in ("NOUN", "PROPN") and noun.i - sentence.start <= 3 and whole


def collective(figures: Figures, token: Token, many: bool) -> Figure | None:
    """The group, state or organisation that "they" or "it" stands for: what this sentence or the last is about."""
    inside = figures.quoted_in.get(token.i)
    here = figures.parse.sentence_of[token.i]
    if token.tag_ == "PRP$" and other_owner(figures, token, many):
        return None
    scores: dict[int, float] = {}
    found: dict[int, Figure] = {}
    for at, figure in figures.before(token.i, 1):
        noun = figures.parse.doc[at]
        if figures.quoted_in.get(at) not in (None, inside) or bound(noun, token):
            continue
        several = figure.actor.kind not in BODIES and (plural(noun) if noun.pos_ == "NOUN" else figures.many(figure))
        if (
            not able(figure, token)
            or figure.actor.kind == "person"
            or (not many and (several or figure.actor.kind == "population"))
        ):
            continue
        if (many and one_of_several(figures, noun)) or onlooker(noun, token):
            continue
        distance = here - figures.parse.sentence_of[at]
        sent = many and distance == 1 and token.dep_ == "nsubj" and sent_by(noun)
        if many and distance and figure.actor.kind in BODIES and not plural(noun):
            objects = (k for k in noun.head.rights if subject(noun) and sent_by(k))
            if token.dep_ == "nsubj" and any(figures.figure(k.i) for k in objects):
                continue
        leading = distance == 1 and token.dep_ == "nsubj" and leads(noun)
        if (
            not sent
            and not leading
            and not subject(noun)
            and (distance or not (token.tag_ == "PRP$" or token.dep_ in ("dobj", "pobj")))
        ):
            continue
        score = 1.0 if subject(noun) or leading else 0.6 if sent else 0.0
        score += -1.0 if many and figure.actor.kind in BODIES and not plural(noun) else 0.0
        score += 0.2 * (token.i - at < 8) - distance
        # what the last sentence is about comes before who is only spoken of in it
        if distance and (leading or (subject(noun) and noun.head.dep_ == "ROOT")):
            score += 0.8 if leading else 0.6
        if score > scores.get(id(figure), -9):
            scores[id(figure)] = score
            found[id(figure)] = figure
    best = clear(scores, found, 0.5)
    if best is None:
        only = spoken_of(figures, token) if many and not scores and token.dep_ in ("nsubj", "nsubjpass") else None
        return only or (armed(figures, token) if many else None)
    if not many and token.tag_ == "PRP" and not subject(token) and scores[id(best)] < 0.5:
        return None
    return best if scores[id(best)] >= -0.5 else None


def spoken_of(figures: Figures, token: Token) -> Figure | None:
    """The only group of the last sentence, where no subject is one: "It is about 300 men. They are there." """
    here = figures.parse.sentence_of[token.i]
    found = {
        id(figure): figure
        for at, figure in figures.before(token.i, 1)
        if figures.parse.sentence_of[at] == here - 1
        and figure.actor.kind in ("group", "population")
        and plural(figures.parse.doc[at])
        and able(figure, token)
        and figures.quoted_in.get(at) == figures.quoted_in.get(token.i)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def one_of_several(figures: Figures, noun: Token) -> bool:
    """Whether a noun is coordinated, so that "they" are all of them together and not this one."""
    return noun.dep_ == "conj" or any(c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN", "PRON") for c in noun.rights)


def onlooker(noun: Token, token: Token) -> bool:
    """Whether somebody who tells of others is the subject: "several sources confirm that they ..."."""
    if noun.dep_ != "nsubj" or fold(noun.lemma_) not in vocabulary("onlookers"):
        return False
    return noun.head.i < token.i and noun.head in token.ancestors and noun.head != token.head


def other_owner(figures: Figures, token: Token, many: bool) -> bool:
    """Whether the subject of a possessive's own clause is a noun that is no actor: "the plan has its critics"."""
    verb = token.head
    while verb.pos_ not in ("VERB", "AUX") and verb.head.i != verb.i:
        verb = verb.head
    for child in verb.lefts:
        if child.dep_ in ("nsubj", "nsubjpass") and child.i < token.i and child.pos_ in ("NOUN", "PROPN"):
            return figures.figure(child.i) is None and plural(child) == many
    return False


def expletive(token: Token) -> bool:
    """Whether an "it" stands for nothing: "it is clear that", "it seems"."""
    if token.tag_ == "PRP$":
        return False
    verb = token.head
    if token.dep_ == "expl" or fold(verb.lemma_) in ("seem", "appear", "happen", "rain", "take", "turn"):
        return True
    return verb.lemma_ == "be" and any(c.dep_ in ("acomp", "ccomp", "xcomp", "attr", "advcl") for c in verb.children)


def link_owned(figures: Figures) -> None:
    """Give "its troops" and "our soldiers" the country of the owner, and join them to that country's own."""
    for figure in list(figures.all):
        if figure.merged is not None or figure.actor.country or figure.actor.kind == "person":
            continue
        if not set(figure.actor.sectors) & {"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "CVL"}:
            continue
        owners = []
        for head in sorted(figure.heads):
            for child in figures.parse.doc[head].lefts:
                if child.tag_ == "PRP$" and child.dep_ == "poss":
                    owner = figures.figure(child.i)
                    owners.append(owner.actor.country if owner else None)
        known = {c for c in owners if c}
        if len(known) != 1 or len(figure.heads) != len(owners):
            continue
        country = known.pop()
        figure.actor = replace(figure.actor, country=country)
        for other in figures.all:
            if other is figure or other.merged is not None or other.actor.kind != figure.actor.kind:
                continue
            if other.actor.country == country and other.actor.sectors == figure.actor.sectors == ("MIL",):
                figures.merge(figure, other)
                break
