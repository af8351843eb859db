"""Finds, checks and loads the encoder's files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from harmattan.errors import SetupError

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parents[2] / "knowledge" / "data" / "encoder"
FILES = ("encoder.onnx", "heads.npz", "vocabulary.txt")
DIGEST = "820072c41e35ef702c3b87a4093e821c02feec2e49a5543ffc2816f4eb448cb5"
THREADS = 1  # readings are made in parallel by processes


@dataclass(frozen=True)
class Weights:
    """The loaded model: ``session`` gives states of word pieces, ``heads`` the arrays on top of them."""

    session: Any
    tokenizer: Any
    heads: dict[str, NDArray[np.float32]]
    names: dict[str, tuple[str, ...]]

    def states(self, pieces: list[int]) -> NDArray[np.float32]:
        """States (pieces, size) of one window; ``pieces`` begin and end with the model's own marks."""
        ids = np.array([pieces], dtype=np.int64)
        found: NDArray[np.float32] = self.session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        return found

    def linear(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """The linear head ``name`` on states."""
        out: NDArray[np.float32] = x @ self.heads[f"{name}.weight"].T + self.heads[f"{name}.bias"]
        return out


@cache
def digest() -> str:
    """SHA-256 over the encoder's files. Raises `SetupError` when one is missing or not the released one."""
    total = hashlib.sha256()
    for name in FILES:
        path = FOLDER / name
        if not path.is_file():
            raise SetupError(f"The encoder's file {path} is missing. Reinstall Harmattan.")
        with path.open("rb") as file:
            total.update(name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    found = total.hexdigest()
    if DIGEST and found != DIGEST:
        raise SetupError(f"The encoder's files in {FOLDER} are not those of this version. Reinstall Harmattan.")
    return found


@cache
def load_weights() -> Weights:
    """The encoder, loaded once a process. Raises `SetupError`."""
    digest()
    import onnxruntime
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(FOLDER / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
    lines = (FOLDER / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = {word: n for n, word in enumerate(lines) if word or n < len(lines) - 1}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    with np.load(FOLDER / "heads.npz") as stored:
        names = {k.removeprefix("names."): tuple(map(str, stored[k])) for k in stored.files if k.startswith("names.")}
        heads = {k: stored[k].astype(np.float32) for k in stored.files if not k.startswith("names.")}
    return Weights(session, tokenizer, heads, names)
