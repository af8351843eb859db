"""Puts claims into words: as far as possible the report's own, from whoever speaks to the end of what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from harmattan.exports.acts import several, third
from harmattan.exports.naming import capital, clip, flat, phrases, quoted
from harmattan.exports.wording import sources
from harmattan.knowledge.lexicon import lexicon, ordinary_words
from harmattan.model import Claim, Event, Reading, Span

SHOWN = 190  # characters of a claim that a brief shows
TELLING = 6  # characters; content that is shorter ("it", "this") does not tell by itself
GAP = 45  # characters between source and cue that may be shown with them
OBJECT = 90  # characters between cue and content: who is told, accused or asked
TAIL = re.compile(r"(?:(?! (?:and|but|while|when|who|which|after|before|where|because|following)\b)[^,.;:!?()“”\"\n])*")
AS = re.compile(r"[^.;!?\n]{0,120}? as [^,.;:!?\n]+")
ENDS = re.compile(r"[.;:!?\n“”\"]")
VERBAL = ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE", "CONSULT")


def telling(reading: Reading, claim: Claim) -> tuple[str, str]:
    """Who says it and what, to be put one after the other: ``("France", "called the decision unjustified")``."""
    in_one_piece = _verbatim(reading, claim)
    if in_one_piece:
        return in_one_piece
    told = content(reading, claim)
    return capital(
        sources(reading, claim)
    ), f"{_verb(reading, claim)}: {quoted(told) if claim.quoted and '(“' not in told else told}"


def _verbatim(reading: Reading, claim: Claim) -> tuple[str, str] | None:
    """The report's words from behind the source to the end of the content, where they stand in one piece."""
    cue, source, said = claim.cue, claim.source_span, claim.content
    who = capital(sources(reading, claim))
    if cue is None or source is None or claim.via or len(claim.content_parts) > 1:
        return None
    if not (cue.place == source.place == said.place and source.end <= cue.start and cue.end <= said.start + 1):
        return None
    whole = _whole(reading, said)
    gap, between = whole[source.end : cue.start], whole[cue.end : said.start]
    if len(between) > OBJECT or re.search(r"[.;!?\n]", between) or len(gap) > 400:
        return None
    start = cue.start - len(_own(gap))
    before = whole[max(0, start - 4) : start].strip().lower()
    first = cue.text.split()[0]
    ending = ""
    if start == cue.start and not _finite(cue):
        verb = _infinitive(first) if first.endswith("ing") else first
        told = _loose(first) or any(word.endswith("ed") for word in cue.text.split()[1:])  # "both yesterday questioned"
        if not told and (before == "to" or verb.lower() not in _verbs()):
            return None
        if not told:  # calling it an atrocity: calls it
            ending = verb if _many(reading, claim) else third(verb)
    if _leans(whole, claim, source):
        return who, f"{_verb(reading, claim)}, {phrases()['reported']}: {clip(_sentence(whole, claim).strip(), SHOWN)}"
    start -= whole[start - 1 : start] in ("“", '"')
    end = said.end if claim.quoted else _clause_end(whole, claim)
    words = flat(whole[start : _closed(whole, end)])
    if ending:
        words = ending + words[len(first) :]  # rulers deny: the government denies
    if len(flat(said.text).strip("\"“”‘’' ")) < TELLING:
        return who, f"{words} (“{clip(_sentence(whole, claim), SHOWN)}”)"
    if claim.quoted and re.search(r"[:,]\s*$", between):
        return who, f"{_verb(reading, claim)}: {quoted(content(reading, claim))}"
    return who, _balanced(clip(words, SHOWN))


def _leans(whole: str, claim: Claim, source: Span) -> bool:
    """Whether a claim's words tell too little, or too much, without its sentence: "which he said …", "if they come, I
    fear …"."""
    before = whole[: source.start].rstrip(" ,").lower().split(" ")[-2:]
    if before[-1] in phrases()["relative"] and before[0] not in phrases()["behind"]:
        return True
    goes_on = re.match(r" \w", whole[claim.content.end :]) is not None
    if claim.cue and claim.cue.text.endswith("ing") and goes_on:  # "groups claiming the vote was stolen | gathered"
        return True
    opening = _sentence(whole, claim).lstrip(' \n“"').split(" ")[0]
    return opening in phrases()["conditions"] and not claim.content.text.startswith(opening)


def _clause_end(whole: str, claim: Claim) -> int:
    """Where the clause of a content ends that breaks off within it: "called the vote | a farce"."""
    end = claim.content.end
    tail = TAIL.match(whole, end)
    end = tail.end() if tail and tail.end() - end <= OBJECT else end
    describes = claim.cue is not None and claim.cue.text.lower().endswith(tuple(phrases()["describing"]))
    if describes and " as " not in whole[claim.content.start : end]:
        rest = AS.match(whole, end)
        end = rest.end() if rest else end
    return end


@cache
def _verbs() -> frozenset[str]:
    return frozenset(word for group in lexicon("cues")["groups"] for word in group.get("verbs", ()))


def _loose(word: str) -> bool:
    return word.lower() in phrases()["loose"] or word.endswith("ly")


def _infinitive(gerund: str) -> str:
    stem = gerund.removesuffix("ing")
    if stem + "e" in ordinary_words():
        return stem + "e"
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem not in ordinary_words() else stem


def _own(gap: str) -> str:
    """The end of what stands between source and cue that belongs to the cue: ``have not``, ``seems to``."""
    known = set(phrases()["between"])
    kept: list[str] = []
    for word in reversed(re.findall(r"\S+\s*|^\s+", gap)):
        bare = word.strip().lower()
        if bare and not (bare in known or (bare.endswith("ly") and len(bare) > 4)):
            break
        kept.insert(0, word)
    while kept and kept[0].strip().lower() in ("to", "all", "both", ""):
        kept.pop(0)
    return "".join(kept)


def _closed(whole: str, end: int) -> int:
    """``end``, behind a quotation mark that closes there."""
    closes = whole[end : end + 1] in ("”", '"', "’") and whole[end + 1 : end + 2] in ("", " ", ".", ",", "\n")
    return end + closes


def _balanced(words: str) -> str:
    if words.count("“") > words.count("”"):
        return words + "”"
    return words + '"' if words.count('"') % 2 else words


def _finite(cue: Span) -> bool:
    loose = set(phrases()["loose"])
    words = [word for word in cue.text.lower().split() if not word.endswith("ly") and word not in loose]
    first = words[0] if words else ""
    return first in phrases()["finite"] or (first.endswith(("ed", "s")) and not first.endswith("ss"))


def _verb(reading: Reading, claim: Claim) -> str:
    """The cue as it stands where that is a verb beside its source, otherwise the verb of the stance."""
    cue, source = claim.cue, claim.source_span
    if cue and source and _finite(cue) and cue.place == source.place and len(cue.text.split()) < 4:
        near = 0 <= source.start - cue.end <= 2 or (
            0 <= cue.start - source.end <= GAP and not ENDS.search(_whole(reading, cue)[source.end : cue.start])
        )
        before = _whole(reading, cue)[max(0, cue.start - 20) : cue.start]
        if near and not re.search(r"\b(?:not|never|n[o’']t|be|been|is|was|were|are)\b", before):
            words = cue.text.lower()
            return str(phrases()["instead"].get(words.split()[0], words))
    return stance_verb(reading, claim)


def stance_verb(reading: Reading, claim: Claim) -> str:
    """The verb for a claim's stance, in the number of those who make it: ``denies``, ``deny``."""
    return str(phrases()["stances"][claim.stance][2 if _many(reading, claim) else 1])


def _many(reading: Reading, claim: Claim) -> bool:
    who = sources(reading, claim).lower()
    if claim.sources:
        return several(reading, claim.sources, who)
    return who.endswith("s") or who.split()[0] in phrases()["plural_words"]


def content(reading: Reading, claim: Claim) -> str:
    """What a claim says; where that is only "it" or "this", with the sentence it stands in."""
    told = flat(" … ".join(part.text for part in claim.content_parts)).strip("\"“”‘’', ")
    if len(told) >= TELLING:
        return _balanced(clip(told, SHOWN)).lstrip("”") if told.count('"') % 2 == 0 else clip(told, SHOWN)
    return f"{told} (“{clip(_sentence(_whole(reading, claim.content), claim), SHOWN)}”)"


def _sentence(whole: str, claim: Claim) -> str:
    marks = [s for s in (claim.content, claim.cue, claim.source_span) if s and s.place == claim.content.place]
    first, last = min(s.start for s in marks), max(s.end for s in marks)
    start = max(whole.rfind(mark, 0, first) for mark in (". ", "! ", "? ", "\n")) + 1
    ends = [at for at in (whole.find(mark, last) for mark in (". ", "! ", "? ", "\n")) if at >= 0]
    return whole[start : min(ends, default=len(whole) - 1) + 1]


def _whole(reading: Reading, span: Span) -> str:
    return (reading.report.title or "") if span.place == "title" else reading.report.text


# ------------------------------------------------------------------ claims and events that tell the same


def spoken(reading: Reading, event: Event) -> Claim | None:
    """The claim that an act of words consists in ("Germany condemned the expulsion"), which tells it better."""
    if event.type not in VERBAL:
        return None
    found = [c for c in reading.claims if c.sources and set(c.sources) == set(event.actors)]
    found = [c for c in found if _holds(c, event.trigger) and _verbatim(reading, c) is not None]
    return min(found, key=lambda c: (len(c.content.text), c.id), default=None)


def _holds(claim: Claim, trigger: Span) -> bool:
    cue, last = claim.cue, claim.content.end
    if cue is None or cue.place != trigger.place:
        return False
    return cue.start <= trigger.start and trigger.end <= max(cue.end, last)


def worth_telling(reading: Reading, events: list[Event]) -> Iterator[Claim]:
    """Claims that the events shown do not tell already, in reading order."""
    shown = {id for event in events for id in event.claims}
    spoken_of = {claim.id for claim in (spoken(reading, event) for event in events) if claim}
    acts = [event for event in events if event.type in VERBAL]
    deeds = [event for event in events if event.type not in VERBAL]
    seen: list[Claim] = []
    for claim in sorted(reading.claims, key=lambda c: c.content.order):
        if claim.id in spoken_of or (claim.cue and any(claim.cue.overlaps(e.trigger) and e.actors for e in acts)):
            continue
        if claim.stance in ("says", "confirms", "promises") and claim.id in shown:
            continue
        if claim.stance == "says" and claim.about_quantities and len(claim.content.text) < 60:
            continue
        if any(c.sources == claim.sources and c.content.covers(claim.content) for c in seen):
            continue
        if claim.cue and any(claim.cue.overlaps(e.trigger) for e in deeds):
            continue
        if not claim.sources and claim.via:
            continue  # "it", "many" in the words of another, who is told already
        if claim.source_span and claim.source_span.text.lower() in phrases()["ordinals"]:
            continue  # "the second accused him": of two texts named before
        if _nobody(claim) and claim.stance in ("says", "believes", "doubts") and not claim.quoted:
            continue
        seen.append(claim)
        yield claim


def _nobody(claim: Claim) -> bool:
    return not claim.sources and claim.source_kind == "anonymous"
