"""What speaks for and against a word being the name of a place: features of the candidate and of its company."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from harmattan.knowledge.folding import fold
from harmattan.knowledge.gazetteer import ALIAS, PRIMARY, SHORT
from harmattan.reading.places.lookup import SKIPPED, Toponym, capital, trimmed, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


class Context:
    """What the features need to know of a document, gathered once."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.texts = [t.text for t in doc]
        self.lower = [t.lower_ for t in doc]
        self.capital = [capital(t) for t in self.texts]
        self.ent: list[tuple[int, int, str] | None] = [None] * len(doc)
        self.labels: dict[str, dict[str, int]] = {}
        self.persons: set[str] = set()
        self.surnames: set[str] = set()
        for ent in doc.ents:
            label = ent.label_
            i, j = trimmed(doc, ent.start, ent.end)
            for k in range(ent.start, ent.end):
                self.ent[k] = (i, j, label)
            counts = self.labels.setdefault(fold(doc[i:j].text) if i < j else "", {})
            counts[label] = counts.get(label, 0) + 1
            if label == "PERSON" and j - i > 1:
                self.persons.update(self.lower[i : j - 1])
                self.surnames.add(self.lower[j - 1])

    def features(self, top: Toponym) -> dict[str, float]:
        """Feature values by name, mostly 0 (left out) or 1."""
        i, j, w = top.start, top.end, words()
        out: dict[str, float] = {}
        self._entity(out, top)
        self._gazetteer(out, top)
        before = self.before(i)
        after = self.lower[j] if j < len(self.texts) and not self.doc[j].is_sent_start else ""
        if before in w.locative:
            out["prev_in"] = 1.0
        elif before in w.weak:
            out["prev_of"] = 1.0
        elif before.rstrip(".") in w.titles:
            out["prev_title"] = 1.0
        elif before == ",":
            out["prev_comma_cap" if i > 1 and self.capital[i - 2] else "prev_comma"] = 1.0
        elif not before:
            out["initial"] = 1.0
        elif i and self.capital[i - 1]:
            out["prev_cap"] = 1.0
        elif before in {"-", "–", "/"}:
            out["prev_dash"] = 1.0
        else:
            out["prev_" + self.doc[i - 1].pos_] = 1.0
        if "prev_in" in out and "doubtful" not in out:
            known = any(c.rank == PRIMARY for c in top.candidates)
            out["in_known" if known else "in_unknown"] = 1.0
            if known:
                out["in_pop"] = out.get("g_pop", 0.0)
        if before == "of" and self.places(i):
            out["prev_kind_of"] = 1.0
        if i and self.lower[i - 1] == "the":
            out["the"] = 1.0
        if after == ",":
            cap = j + 1 < len(self.texts) and self.capital[j + 1]
            out["next_comma_cap" if cap else "next_comma"] = 1.0
        elif after in {"'s", "’s", "'", "’"}:
            out["next_poss"] = 1.0
        elif not after or not after[0].isalnum():
            out["next_dash" if after[:1] in {"-", "–"} else "next_end"] = 1.0
        elif self.capital[j]:
            out["next_cap"] = 1.0
            if self.doc[j].pos_ == "PROPN":
                out["next_propn"] = 1.0
        elif after in w.kinds:
            out["next_feature"] = 1.0
        elif after in w.located:
            out["next_located"] = 1.0
        else:
            out["next_" + self.doc[j].pos_] = 1.0
        head = self.doc[j - 1]
        out["dep_" + head.dep_] = 1.0
        if head.dep_ in {"dobj", "nsubjpass"} and head.head.lemma_.lower() in w.arrival:
            out["reached"] = 1.0
        if head.pos_ != "PROPN":
            out["not_propn"] = 1.0
        return out

    def places(self, i: int) -> bool:
        """Whether the words before token ``i`` put something at what follows: "in X", "the village of X"."""
        before = self.before(i)
        if before == "of":
            at = next((k for k in range(i - 1, max(i - 3, -1), -1) if self.lower[k] == "of"), 0)
            noun = self.lower[at - 1] if at else ""
            return noun in words().kinds or noun.removesuffix("s") in words().kinds
        return before in words().locative

    def _entity(self, out: dict[str, float], top: Toponym) -> None:
        ent = self.ent[top.start]
        if ent is None:
            out["ent_none"] = 1.0
        elif ent[:2] == (top.start, top.end):
            out["ent_is_" + ent[2]] = 1.0
        elif ent[0] <= top.start and top.end <= ent[1]:
            where = "ent_starts_" if ent[0] == top.start else "ent_ends_" if ent[1] == top.end else "ent_in_"
            out[where + ent[2]] = 1.0
        else:
            out["ent_holds_" + ent[2]] = 1.0
        counts = self.labels.get(top.key, {})
        own = ent[2] if ent and ent[:2] == (top.start, top.end) else ""
        total = sum(counts.values()) - bool(own)
        if total > 0:
            place = sum(counts.get(x, 0) for x in PLACE_LABELS) - (own in PLACE_LABELS)
            out["named_place"] = place / total
            out["named_other"] = 1 - place / total
        if top.end - top.start == 1 and self.lower[top.start] in self.persons:
            out["in_person"] = 1.0
        if top.end - top.start == 1 and self.lower[top.start] in self.surnames:
            town = all(c.kind not in {"country", "admin1", "region"} for c in top.candidates)
            out["surname_town" if town else "surname"] = 1.0

    def _gazetteer(self, out: dict[str, float], top: Toponym) -> None:
        w = words()
        if not top.candidates:
            out["g_none"] = 1.0
        else:
            kinds = {c.kind for c in top.candidates if c.rank == PRIMARY}
            for kind in kinds:
                out["g_" + kind] = 1.0
            most = max((c.population for c in top.candidates if c.rank == PRIMARY), default=0)
            alias = max((c.population for c in top.candidates if c.rank == ALIAS), default=0)
            out["g_pop"] = math.log10(most + 1) / 6
            if not kinds:
                out["g_alias_only"] = 1.0
                out["g_alias_pop"] = math.log10(alias + 1) / 6
            out["g_many"] = math.log10(len(top.candidates))
            if any(c.rank == SHORT for c in top.candidates):
                out["g_short"] = 1.0
            if top.candidates[0].own:
                out["g_own"] = 1.0
        if top.end - top.start > 1:
            out["multi"] = 1.0
        elif top.key in w.doubtful:
            out["doubtful"] = 1.0
        if top.kind:
            last = words().kinds.get(self.lower[top.end - 1].rstrip(".")) if top.end - top.start > 1 else None
            out[("within_" if last else "beside_") + top.kind] = 1.0
        text = self.texts[top.start]
        if text.isupper() and len(text) > 1 and top.end - top.start == 1:
            out["upper_dots" if "." in text else "upper"] = 1.0
        if any(ch.isdigit() for k in range(top.start, top.end) for ch in self.texts[k]):
            out["digit"] = 1.0
        if len(top.key) <= 3:
            out["short"] = 1.0

    def before(self, i: int) -> str:
        """The word before token ``i``, past articles and compass words; empty at the start of a sentence."""
        while i > 0 and not self.doc[i].is_sent_start:
            i -= 1
            if self.doc[i].is_space and "\n" not in self.texts[i]:
                continue
            if self.lower[i] not in SKIPPED:
                return "" if self.doc[i].is_space else self.lower[i]
        return ""
