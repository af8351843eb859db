"""Composes negation, modality, tense and governing words along the dependency parse (see `factuality`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harmattan.model import Factuality, Outcome
from harmattan.reading.factuality.composition import CLAUSE, DEPTH, SUBJECTS, VERBAL, Verdict, compose, words
from harmattan.reading.factuality.nominal_verdicts import noun_verdict

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Verdicts:
    """Factuality and outcome of any token of one parsed document."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.words = words()
        self._known: dict[int, Verdict] = {}
        self._children: dict[int, list[Token]] = {}

    def of(self, index: int, depth: int = 0) -> Verdict:
        """Factuality and outcome of the event that token ``index`` names."""
        known = self._known.get(index)
        if known is None:
            if depth > DEPTH:
                return "asserted", "unknown"
            token = self.doc[index]
            known = self._verb(token, depth) if self._is_clause(token) else noun_verdict(self, token, depth)
            self._known[index] = known
        return known

    def _is_clause(self, token: Token) -> bool:
        """Whether a token heads a clause, be it mistagged as a noun ("demanded that he resign")."""
        if token.pos_ in VERBAL:
            return True
        return token.dep_ in ("ccomp", "advcl", "ROOT") and any(
            k.dep_ in ("nsubjpass", "aux", "auxpass") or (k.dep_ == "nsubj" and token.dep_ == "ccomp")
            for k in self.children(token)
        )

    def children(self, token: Token) -> list[Token]:
        found = self._children.get(token.i)
        if found is None:
            found = self._children[token.i] = list(token.children)
        return found

    # -------------------------------------------------------------- verbs

    def _verb(self, token: Token, depth: int) -> Verdict:
        factuality, outcome = self._outer(token, depth)
        borrowed = self._borrowed(token)
        for kind in self._own(token, borrowed):
            if kind == "perfect":
                outcome = "completed" if factuality == "asserted" else outcome
                continue
            factuality = compose(kind, factuality)
        if factuality in ("future", "hypothetical", "possible"):
            return factuality, outcome if outcome == "attempted" else "unknown"
        if factuality == "negated":
            return factuality, outcome if outcome in ("prevented", "failed") else "unknown"
        if outcome in ("attempted", "failed", "prevented"):
            return factuality, outcome
        return factuality, self._aspect(token, outcome)

    def _borrowed(self, token: Token) -> list[Token]:
        """Auxiliaries and negation that a later conjunct shares: "will attack and destroy"."""
        if token.dep_ != "conj" or token.head.pos_ not in VERBAL:
            return []
        kids = self.children(token)
        if any(k.dep_ in SUBJECTS for k in kids) or any(k.dep_ in ("aux", "auxpass") for k in kids):
            return []
        head = token.head
        mine = token.tag_
        if mine != head.tag_ and not (head.tag_ == "VBN" and token.lower_.endswith("ed")):
            return []
        shared = [k for k in self.children(head) if k.dep_ in ("aux", "auxpass", "neg") and k.i < head.i]
        return shared + self._borrowed(head)

    def _own(self, token: Token, borrowed: list[Token]) -> list[str]:
        """What the verb's own words do to it, in the order in which they compose."""
        w, found = self.words, []
        kids = self.children(token)
        aux = [k for k in [*kids, *borrowed] if k.dep_ in ("aux", "auxpass")]
        lower = [k.lower_ for k in aux]
        modal = next((w.modals[k.lower_] for k in aux if k.tag_ == "MD" and k.lower_ in w.modals), None)
        negated = sum(self._negates(k, token) for k in [*kids, *borrowed])
        if modal == "possible":
            past = "have" in lower or "'ve" in lower
            ability = any(x in ("can", "ca", "could") for x in lower)
            # "could not hold the town" did not hold it; "may not leave" is open
            found += ["negated"] if negated and ability and not past else ["possible"]
            negated = 0 if ability and not past else negated
        elif modal == "would":
            found.append("hypothetical" if self._conditional(token, lower) else "future")
        elif modal == "future" or (token.tag_ in ("VBZ", "VBP", "VBG") and self._ahead(token, lower)):
            found.append("future")
        if modal in (None, "future") and self._under_condition(token):
            found.append("hypothetical")
        if token.dep_ == "conj" and any(k.lower_ == "nor" for k in self.children(token.head)):
            negated += 1
        if negated % 2:
            found.append("negated")
        for k in kids:
            if k.dep_ in ("advmod", "npadvmod") and k.lower_ in w.adverbs:
                found.append(w.adverbs[k.lower_])
        if any(k.lower_ == "to" and k.dep_ == "aux" and k.i and k.nbor(-1).lower_ == "yet" for k in kids):
            found.append("negated")  # "has yet to reply"
        return found

    def _negates(self, k: Token, verb: Token) -> bool:
        w = self.words
        if k.dep_ == "neg" or (k.lower_ in w.negators and k.dep_ in ("advmod", "preconj")):
            after = self.doc[k.i + 1].lower_ if k.i + 1 < len(self.doc) else ""
            return not (k.lower_ == "not" and after in ("only", "just", "merely"))
        if k.lower_ == "longer" and any(g.lower_ == "no" for g in self.children(k)):
            return True
        if k.dep_ == "prep":  # "at no time", "in no way"
            nouns = [g for g in self.children(k) if g.dep_ == "pobj" and g.lemma_.lower() in w.never_nouns]
            nouns = [g for g in nouns if (k.lower_, g.lower_) != ("in", "time")]  # "in no time": fast
            return any(d.lower_ == "no" for g in nouns for d in self.children(g))
        if k.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
            if k.lower_ in w.negative:
                return True
            return any(g.lower_ in w.negative and g.dep_ in ("det", "preconj") for g in self.children(k))
        return False

    def _conditional(self, verb: Token, aux: list[str]) -> bool:
        """Whether "would" speaks of a condition and not of a future seen from the past."""
        if "have" in aux or "'ve" in aux:
            return True
        clauses = [k for k in self.children(verb) if k.dep_ in ("advcl", "prep")]
        if any(self._mark(c) == "condition" for c in clauses):
            return True
        return any(c.lower_ == "in" and any(g.lower_ == "case" for g in c.children) for c in clauses)

    def _under_condition(self, verb: Token) -> bool:
        """Whether a present or future main clause holds only if, or whenever, another does."""
        if verb.tag_ in ("VBD", "VBN") and not any(k.tag_ == "MD" for k in self.children(verb)):
            return False
        for clause in self.children(verb):
            if clause.dep_ == "advcl" and clause.pos_ in VERBAL and (mark := self._mark(clause)):
                if mark == "condition" and not self._opens(clause, ("unless",)):
                    return True
                if mark == "time" and clause.i < verb.i and verb.tag_ in ("VBZ", "VBP"):
                    return clause.tag_ in ("VBZ", "VBP") and self._opens(clause, ("when", "once", "whenever"))
        return False

    def _mark(self, verb: Token) -> str | None:
        """The class of the word that opens the clause: "condition", "whether", "time", or None."""
        for k in self.children(verb):
            if k.i < verb.i and k.dep_ in ("mark", "advmod") and k.lower_ in self.words.marks:
                return self.words.marks[k.lower_]
            if k.i < verb.i and k.dep_ == "aux" and k.lower_ in ("had", "should", "were") and k.lower_ != "to":
                subject = next((s for s in self.children(verb) if s.dep_ in SUBJECTS), None)
                if subject is not None and k.i < subject.i and verb.dep_ == "advcl":
                    return "condition"
        return None

    def _ahead(self, verb: Token, aux: list[str]) -> bool:
        """Whether a present tense speaks of the future: "leave next summer", "is going to"."""
        if any(a in ("was", "were", "had", "been") for a in aux):
            return False
        if verb.tag_ == "VBG" and not any(a in ("is", "are", "am", "'s", "'re", "’s", "’re") for a in aux):
            return False
        for k in self.children(verb):
            if k.dep_ in ("npadvmod", "advmod", "prep") and k.lower_ not in ("until", "since"):
                inner = [k, *k.children]
                if k.dep_ == "prep":
                    inner += [g for c in k.children if c.dep_ == "pobj" for g in c.children]
                if any(x.lower_ in self.words.future for x in inner) and not any(x.lower_ == "to" for x in inner):
                    return True
        return False

    def _aspect(self, token: Token, outcome: Outcome) -> Outcome:
        """The outcome of an asserted verb by tense and aspect."""
        aux = [k.lower_ for k in self.children(token) if k.dep_ in ("aux", "auxpass")]
        if outcome == "ongoing":
            return outcome
        if token.tag_ == "VBG" and any(a in ("is", "are", "am", "'s", "'re", "been", "’s", "’re") for a in aux):
            return "ongoing"
        if token.tag_ == "VBG" and "being" not in aux and any(a in ("was", "were") for a in aux):
            return "ongoing"
        if token.tag_ in ("VBD", "VBN"):
            return "ongoing" if "being" in aux else "completed"
        if token.tag_ in ("VBZ", "VBP") or (token.tag_ == "VB" and "do" in aux):
            return "unknown"
        if token.tag_ == "VBG" and token.dep_ in ("advcl", "acl", "conj", "pcomp"):
            head = self.doc[token.head.i]
            return "completed" if head.tag_ in ("VBD", "VBN") else "unknown"
        return outcome

    # -------------------------------------------------------------- governors

    def _outer(self, token: Token, depth: int) -> Verdict:
        """The standing that a verb takes over from what governs it, before its own words."""
        head, dep = token.head, token.dep_
        if head.i == token.i:
            return self._root(token), "unknown"
        kids = self.children(token)
        aux = {k.lower_ for k in kids if k.dep_ == "aux"}
        mark = self._mark(token)
        if mark == "condition":
            return "hypothetical", "unknown"
        if mark == "whether":
            return "possible", "unknown"
        if dep == "conj" and head.pos_ in VERBAL:
            return self._outer(head, depth + 1) if self._shares(token) else ("asserted", "unknown")
        if dep == "pcomp" and head.dep_ in ("prep", "mark", "agent", "prt", "advmod"):
            if head.lower_ in self.words.without or (head.lower_ == "of" and head.head.lower_ in ("instead",)):
                return "negated", "unknown"
            return self._governed(token, head.head, depth, prep=head.lower_)
        if dep == "advcl":
            return self._adverbial(token, head, aux, mark, depth)
        if dep == "acl" and head.dep_ == "pobj" and any(k.lower_ == "being" for k in kids):
            # "close to the French being sent home": a clause under the preposition
            return self._governed(token, head.head.head, depth, prep=head.head.lower_)
        content = dep == "relcl" and head.lemma_.lower() in self.words.clause and self._whole(token)
        if dep in CLAUSE or content or (dep == "relcl" and "to" in aux):
            return self._governed(token, head, depth)
        if dep == "parataxis":
            return "asserted", "unknown"
        return "asserted", "unknown"

    def _shares(self, token: Token) -> bool:
        """Whether a conjunct verb stands under the same governor as the first."""
        head, kids = token.head, self.children(token)
        tensed = token.tag_ in ("VBD", "VBZ", "VBP") or any(k.tag_ in ("VBD", "VBZ", "VBP", "MD") for k in kids)
        if tensed and any(k.dep_ == "aux" and k.lower_ == "to" for k in self.children(head)):
            return False  # "wanted to attack but were arrested"
        return head.dep_ in ("ccomp", "advcl") or not any(k.dep_ in ("nsubj", "nsubjpass", "expl") for k in kids)

    def _whole(self, token: Token) -> bool:
        """Whether a clause parsed as relative has its own subject: "the accusation that it armed them"."""
        subject = next((k for k in self.children(token) if k.dep_ in ("nsubj", "nsubjpass")), None)
        return subject is not None and subject.tag_ not in ("WDT", "WP")

    def _root(self, token: Token) -> Factuality:
        """The standing of a main clause: a statement, a question, an order, a headline's "to cut jobs"."""
        kids = self.children(token)
        if any(k.dep_ == "aux" and k.lower_ == "to" for k in kids):
            return "future"
        subject = next((k for k in kids if k.dep_ in SUBJECTS), None)
        last = next((t for t in reversed(list(token.sent)) if not t.is_space and t.text not in "\"'”’)"), token)
        if last.text == "?":
            first = next((k for k in kids if k.dep_ in ("aux", "auxpass")), token)
            asks = any(k.tag_ in ("WP", "WRB", "WDT", "WP$") for k in token.sent if k.i < first.i)
            if not asks and subject is not None and first.i < subject.i:
                return "possible"
        elif (
            token.tag_ == "VB"
            and subject is None
            and not any(k.dep_ in ("aux", "auxpass") and k.lower_ not in ("do", "don't") for k in kids)
            and all(t.dep_ in ("advmod", "intj", "neg", "aux") for t in token.sent if t.is_alpha and t.i < token.i)
        ):
            return "hypothetical"
        return "asserted"

    def _adverbial(self, token: Token, head: Token, aux: set[str], mark: str | None, depth: int) -> Verdict:
        outer = self.of(head.i, depth + 1)[0] if head.pos_ in VERBAL else "asserted"
        bare = token.tag_ == "VBN" and not self.children(token) and self._passive(head)
        if bare and self.words.clause.get(head.lemma_.lower()) == "possible":  # "are feared killed"
            return "possible", "unknown"
        mate = any(k.dep_ in ("attr", "acomp") and head.i < k.i < token.i for k in self.children(head))
        if "to" in aux and mate and head.lemma_ == "be":  # "that was a reason to leave"
            return self._governed(token, head, depth)
        if "to" in aux:  # a purpose
            return ("future" if outer == "asserted" else outer), "unknown"
        if token.tag_ in ("VBZ", "VBP", "VB") and mark == "time":
            if outer in ("future", "hypothetical"):
                return outer, "unknown"
            # "when they leave, others come": a general truth about what may come
            present = head.tag_ in ("VBZ", "VBP") and self._opens(token, ("when", "once", "whenever", "until"))
            return ("hypothetical" if present else "asserted"), "unknown"
        if token.tag_ in ("VBG", "VBN") and mark is None and not any(k.dep_ in SUBJECTS for k in self.children(token)):
            return ("asserted" if outer == "negated" else outer), "unknown"
        if mark == "time" and outer in ("future", "hypothetical") and token.tag_ == "VBN" and "have" not in aux:
            return outer, "unknown"
        return "asserted", "unknown"

    def _opens(self, verb: Token, marks: tuple[str, ...]) -> bool:
        return any(k.lower_ in marks for k in self.children(verb) if k.i < verb.i)

    def _governed(self, token: Token, head: Token, depth: int, prep: str | None = None) -> Verdict:
        """A clause under a verb, noun or adjective: what the governing word makes of it."""
        w = self.words
        if depth > DEPTH:
            return "asserted", "unknown"
        aux = {k.lower_ for k in self.children(token) if k.dep_ in ("aux", "auxpass")}
        to, perfect = "to" in aux, bool(aux & {"have", "'ve"})
        finite = (
            not to
            and token.tag_ != "VB"
            and not aux & {"being", "having"}
            and not (token.tag_ in ("VBG", "VBN") and not aux)
        )
        finite = finite or any(k.tag_ == "MD" for k in self.children(token) if k.dep_ == "aux")
        governor = head
        if head.lemma_ == "be" or head.pos_ == "AUX":  # "it is possible that", "there is no doubt that", "is to leave"
            mate = next((k for k in self.children(head) if k.dep_ in ("acomp", "attr") and k.i < token.i), None)
            if mate is not None:
                governor = mate
            elif to and token.dep_ == "xcomp" and not perfect:
                outer = self.of(head.i, depth + 1)[0]
                return compose("future", outer), "unknown"
        outer, result = self.of(governor.i, depth + 1)
        if governor.i != head.i and governor.pos_ not in VERBAL:
            outer = self.of(head.i, depth + 1)[0]
        if governor.pos_ not in VERBAL and any(k.lower_ in w.negative for k in self.children(governor)):
            outer = "negated"  # "there is no doubt that", "no plan to"
        kind = w.clause.get(governor.lemma_.lower()) or w.clause.get(governor.lower_)
        if kind == "plus" and governor.pos_ in ("NOUN", "PROPN") and governor.lemma_ not in w.plus_nouns:
            kind = None  # "a force to replace", not "forced them to"
        if governor.lemma_.lower() in w.hearsay and to and self._passive(governor):
            kind = "possible"
        if kind is None:
            if token.dep_ in ("acl", "relcl") and to:
                named = {k.lower_ for k in self.children(governor)}
                kind = "plus" if named & w.ordinals or perfect else "future"
            elif token.dep_ == "acl" and token.head.i == head.i and not finite:
                return "asserted", "unknown"
            elif to and not perfect:
                kind = "future"
            elif finite:
                return (outer if outer == "hypothetical" else compose("said", outer)), "unknown"
            else:
                kind = "plus"
        if kind == "plus" and finite:  # "said that": what is said has a standing of its own
            return compose("said", outer) if outer == "negated" else "asserted", "unknown"
        if kind in ("future", "demand") and finite:
            # "agreed that the attack was wrong", "warned that they had left"
            past = token.tag_ == "VBD" or bool(aux & {"had", "was", "were", "have", "has"})
            if past or governor.lemma_.lower() in ("warn", "predict", "forecast"):
                return "asserted", "unknown"
        if kind == "future" and perfect:
            kind = "plus"
        if kind == "prevent" and prep in (None, "from", "against", "of") and not (to and governor.pos_ not in VERBAL):
            return compose("prevent", outer), "prevented"
        outcome: Outcome = "unknown"
        if kind == "attempt":
            outcome = "attempted" if result not in ("failed", "prevented") else result
        elif kind == "minus" and outer == "asserted":
            outcome = "failed" if governor.lemma_ in ("fail", "failure", "unable", "inability") else "unknown"
        elif kind == "plus" and governor.lemma_.lower() in w.ongoing:
            outcome = "ongoing"
        elif kind == "plus" and result in ("attempted", "failed", "prevented"):
            outcome = result
        elif kind == "plus" and outer == "asserted" and governor.tag_ in ("VBD", "VBN"):
            outcome = "completed"
        return compose(kind, outer), outcome

    def _passive(self, verb: Token) -> bool:
        return any(k.dep_ in ("auxpass", "nsubjpass") for k in self.children(verb))
