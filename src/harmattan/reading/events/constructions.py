"""Constructions by which a word tells no happening of its own, or somebody named beside one has no part in it."""

from __future__ import annotations

from harmattan.knowledge import lexicon
from harmattan.reading.events.drafts import Draft
from harmattan.reading.syntax import Parse


def labelled(parse: Parse, draft: Draft) -> bool:
    """Whether a noun only says what somebody calls a thing told elsewhere: "called it an *act of aggression*"."""
    token = parse.doc[draft.index]
    if token.pos_ not in ("NOUN", "PROPN") or draft.support is not None:
        return False
    verb = token.head if token.dep_ in ("oprd", "attr", "dobj", "ccomp") else token.head.head
    if token.dep_ == "pobj" and token.head.lower_ != "as":
        return False
    others = any(c.dep_ in ("dobj", "nsubj", "nsubjpass") and c.i < token.i and c.i > verb.i for c in verb.children)
    passive = any(c.dep_ == "nsubjpass" for c in verb.children)
    called = verb.lemma_.lower() in lexicon("triggers-classes")["calling"]
    return called and (token.dep_ in ("oprd", "attr", "pobj", "ccomp") or others or passive)


def governed(parse: Parse, draft: Draft) -> bool:
    """Whether a trigger hangs on a preposition: "arrested three men for the *killing*"."""
    token = parse.doc[draft.index]
    while token.dep_ in ("conj", "compound", "pobj") and token.head.pos_ == "NOUN":
        token = token.head
    return token.dep_ in ("pobj", "pcomp")


def blamed(parse: Parse, index: int) -> bool:
    """Whether a deed is laid at somebody's door: "a bombing attributed to *the group*", "blamed on *it*"."""
    token = parse.doc[index]
    verb = token.head.head
    laid = verb.tag_ == "VBN" and verb.lemma_.lower() in lexicon("triggers-classes")["laid_at"]
    return token.dep_ == "pobj" and token.head.lower_ in ("to", "on") and laid


def backed(parse: Parse, index: int) -> bool:
    """Whether something is done for somebody: "in support of *the president*", "in solidarity with *the miners*"."""
    token = parse.doc[index]
    while token.dep_ in ("appos", "conj", "compound"):
        token = token.head
    noun = token.head.head
    known = noun.lemma_.lower() in lexicon("triggers-classes")["backing"]
    return token.dep_ == "pobj" and noun.dep_ == "pobj" and known


def anew(parse: Parse, index: int) -> bool:
    """Whether a verb tells of what was not told before: "*a bomb* killed four", not "*the blast* killed four"."""
    subject = next((k for k in parse.doc[index].children if k.dep_ == "nsubj"), None)
    if subject is None or subject.pos_ not in ("NOUN", "PROPN"):
        return False
    known = ("the", "this", "that", "these", "those", "its", "their", "his", "her")
    return all(k.lower_ not in known for k in subject.children)
