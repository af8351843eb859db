"""What a sentence is about besides its events: PLOVER contexts, and subjects where trigger words mean other things."""

from __future__ import annotations

from functools import cache
from typing import Any

from harmattan.knowledge import lexicon
from harmattan.reading.captions import is_caption
from harmattan.reading.events.drafts import Draft
from harmattan.reading.syntax import Parse


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], list[dict[str, Any]]]:
    """Contexts by word, contexts by phrase of several words, and the other subjects."""
    data = lexicon("contexts")
    words: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    for context, found in data["contexts"].items():
        for word in found:
            table = phrases if " " in word else words
            table[word] = (*table.get(word, ()), context)
    other = [
        {key: frozenset(value) if isinstance(value, list) else value for key, value in subject.items()}
        for subject in data["elsewhere"].values()
    ]
    return words, phrases, other


class Surroundings:
    """The sentences of one report by their words."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.words, self.phrases, self.other = _tables()
        self._lemmas: dict[int, frozenset[str]] = {}
        self._captions: dict[int, bool] = {}

    def foreign(self, draft: Draft) -> bool:
        """Whether the sentence is about sport, an accident, business or culture, where the type is not meant, or is the
        caption of a picture."""
        n = self.parse.sentence_of[draft.index]
        if n not in self._captions:
            self._captions[n] = is_caption(self.parse, n)
        if self._captions[n] or self.succeeds(draft):
            return True
        lemmas = self.lemmas(n)
        return any(
            draft.type in subject["types"]
            and len(lemmas & subject["words"]) >= subject["least"]
            and not lemmas & subject["unless"]
            for subject in self.other
        )

    def succeeds(self, draft: Draft) -> bool:
        """Whether an office or a firm is taken over, and no ground or property: "took over the role of the French"."""
        verb = self.parse.doc[draft.index]
        objects = (t.lemma_.lower() for t in verb.children if t.dep_ == "dobj")
        return verb.lemma_ == "take" and any(o in lexicon("triggers-classes")["offices"] for o in objects)

    def contexts(self, draft: Draft) -> tuple[str, ...]:
        """The draft's own contexts and those of the words of its sentence."""
        n = self.parse.sentence_of[draft.index]
        found = list(draft.contexts)
        for lemma in sorted(self.lemmas(n) & self.words.keys()):
            found += self.words[lemma]
        text = self.parse.sentences[n].text.lower()
        found += [context for phrase, contexts in self.phrases.items() if phrase in text for context in contexts]
        return tuple(dict.fromkeys(found))

    def lemmas(self, n: int) -> frozenset[str]:
        """The lemmas of a sentence, in lower case."""
        if n not in self._lemmas:
            self._lemmas[n] = frozenset(t.lemma_.lower() for t in self.parse.sentences[n])
        return self._lemmas[n]
