"""Which language a text is in, and whether it is one that is read.

A second language is a folder ``knowledge/data/<code>/`` with the same files as ``en`` (among them ``language.yaml``)
and the name of its spaCy pipeline in `Settings.pipeline`; nothing here changes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from harmattan.errors import EmptyReport, UnknownLanguage
from harmattan.knowledge.lexicon import DATA, lexicon

SAMPLE = 3000  # characters looked at
CLEAR = 0.2  # share of function words from which a text needs no further look
PRESENT = 0.08  # … below which a text is not in that language, however sure the identifier
SHORT = 6  # words; a shorter text is not refused for its language unless its script says so
SURE = 0.9  # probability from which the identifier is believed

_WORD = re.compile(r"[^\W\d_]+")

# Names for messages; others are shown by their code.
_NAMES = {
    "ar": "Arabic", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "sw": "Swahili",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


@cache
def languages() -> tuple[str, ...]:
    """Codes (ISO 639-1) of the languages that are read: those with a folder of data."""
    return tuple(sorted(path.parent.name for path in DATA.glob("*/language.yaml")))


def identify(text: str, claimed: str | None = None) -> str:
    """The language of ``text``, one of `languages`; ``claimed`` is what the record says and decides unclear cases.

    Raises `UnknownLanguage` for another language, `EmptyReport` for a text without a word.
    """
    sample = text[:SAMPLE].lower()
    words = _WORD.findall(sample)
    if not words:
        raise EmptyReport("There is no word in it, only signs or figures. Give it some text, or leave it out.")
    shares = {code: sum(w in _function_words(code) for w in words) / len(words) for code in languages()}
    best = max(shares, key=lambda code: shares[code])
    if shares[best] >= CLEAR:
        return best
    code, probability = _guess(sample)
    if code in shares:
        return code
    latin = sum(w[0] < "\u0250" for w in words) > len(words) / 2
    claimed_base = (claimed or "").lower().replace("_", "-").split("-")[0]
    if latin and (len(words) < SHORT or probability < SURE or shares[best] >= PRESENT):
        if claimed_base and claimed_base not in shares:
            raise _unknown(claimed_base)
        return claimed_base or best
    raise _unknown(code)


def _unknown(code: str) -> UnknownLanguage:
    read = ", ".join(lexicon("language", known)["name"] for known in languages())
    return UnknownLanguage(
        f"The text is written in {_NAMES.get(code, f'the language {code!r}')}, which is not yet read. "
        f"Languages that are read: {read}. Give a translation."
    )


@cache
def _function_words(code: str) -> frozenset[str]:
    return frozenset(lexicon("language", code)["function_words"])


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _guess(sample: str) -> tuple[str, float]:
    code, probability = _identifier().classify(sample)
    return str(code), float(probability)
