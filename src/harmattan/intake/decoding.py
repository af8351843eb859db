"""Bytes → text: compression, byte-order marks, declared and undeclared encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import re
import zlib

from harmattan.errors import BinaryReport, DamagedReport, EmptyReport, ReportTooLarge
from harmattan.intake.codepages import characters
from harmattan.intake.plausible import oddity

MAX_BYTES = 16_000_000  # of one file, page or JSON line, unpacked
SAMPLE = 100_000  # bytes looked at when an encoding must be guessed

# How a file starts that is no text, what it is, and what to do with it.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Save its text first, for example with pdftotext."),
    (b"\x89PNG", "an image", "Save its text first, for example with an OCR program."),
    (b"\xff\xd8\xff", "an image", "Save its text first, for example with an OCR program."),
    (b"GIF8", "an image", "Save its text first, for example with an OCR program."),
    (b"RIFF", "a sound, film or image file", "Save what it says as text first."),
    (b"II*\x00", "an image", "Save its text first, for example with an OCR program."),
    (b"MM\x00*", "an image", "Save its text first, for example with an OCR program."),
    (b"PK\x03\x04", "a zip archive or an office document", "Unpack it, or save the document as text, first."),
    (b"PK\x05\x06", "an empty zip archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old office document", "Save the document as text first."),
    (b"{\\rtf", "an RTF document", "Save the document as text first."),
    (b"SQLite format 3\x00", "an SQLite database", "Export its rows as JSON lines first."),
    (b"PAR1", "a Parquet table", "Export its rows as JSON lines first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "Unpack it first."),
    (b"\x7fELF", "a program", "Give a text instead."),
    (b"MZ\x90", "a program", "Give a text instead."),
    (b"ID3", "a sound file", "Write down what it says first."),
    (b"OggS", "a sound or film file", "Write down what it says first."),
)
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml[^>]{0,100}?encoding=["']([\w.:-]+)""", re.I
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.I)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\v\x1a\x1b")
_BINARY_SHARE = 0.05  # of control bytes, from which something is no text
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text in ``data``; ``content_type`` is the HTTP header's, if any.

    UTF-8 that is valid is taken for what it is, whatever was declared; then the declared encoding, windows-1252 and a
    guess compete by how plausibly they read. Raises `BinaryReport`, `DamagedReport`, `EmptyReport`, `ReportTooLarge`.
    """
    data = unpack(data)
    if not data.strip(b" \t\r\n\x00"):
        raise EmptyReport("There is no text in it. Give it some, or leave it out.")
    refuse_binary(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    _refuse_controls(data)
    return _read(data, declared(data, content_type))


def unpack(data: bytes, limit: int = MAX_BYTES) -> bytes:
    """``data``, unpacked if it is gzip. Raises `DamagedReport` (truncated, corrupt) or `ReportTooLarge`."""
    rest, out, size = data, [], 0
    while rest.startswith(_GZIP):
        stream = zlib.decompressobj(31)
        try:
            part = stream.decompress(rest, limit + 1 - size)
        except zlib.error as error:
            raise DamagedReport(f"The gzip data is corrupt ({error}). Fetch the file again.") from error
        size += len(part)
        if size > limit:
            raise ReportTooLarge(
                f"Unpacked it is longer than the {limit // 1_000_000} MB that a report may have. Split it."
            )
        if not stream.eof:
            raise DamagedReport("The gzip data breaks off before its end. Fetch the file again.")
        out.append(part)
        rest = stream.unused_data
    return b"".join(out) if out else data


def refuse_binary(data: bytes) -> None:
    """Raise `BinaryReport` when ``data`` starts like a known kind of file that is no text."""
    for magic, what, advice in _MAGIC:
        if data.startswith(magic):
            raise BinaryReport(f"It is {what}, not a text. {advice}")
    if data[4:8] == b"ftyp":
        raise BinaryReport("It is a film file, not a text. Write down what it says first.")
    if data[257:262] == b"ustar":
        raise BinaryReport("It is a tar archive, not a text. Unpack it first.")


def declared(data: bytes, content_type: str | None) -> str | None:
    """The encoding that the HTTP header or the page itself names, as Python calls it."""
    found = _CHARSET.search(content_type or "")
    names = [found.group(1)] if found else []
    inside = _DECLARED.search(data[:4096])
    if inside:
        names.append((inside.group(1) or inside.group(2)).decode("ascii"))
    for name in names:
        try:
            known = codecs.lookup(name).name
            b"a".decode(known)  # leaves out what is no text encoding
        except (LookupError, UnicodeError):
            continue
        # Browsers read these as their Windows relatives, and so pages mean them.
        return {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}.get(
            known, known
        )
    return None


def unpaired(text: str) -> str:
    """``text`` with halves of surrogate pairs, which are no characters, replaced by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: NULs in the same place of every unit."""
    sample = data[: SAMPLE // 4 * 4]
    if sample.count(0) < len(sample) * 0.2:
        return None
    share = [sample[n::4].count(0) / max(1, len(sample[n::4])) for n in range(4)]
    if len(sample) >= 8 and min(share[1:]) > 0.9 and share[0] < 0.1:
        return "utf-32-le"
    if len(sample) >= 8 and min(share[:3]) > 0.9 and share[3] < 0.1:
        return "utf-32-be"
    even, odd = (share[0] + share[2]) / 2, (share[1] + share[3]) / 2
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _refuse_controls(data: bytes) -> None:
    sample = data[:SAMPLE]
    controls = sum(sample.count(b) for b in range(32) if b not in _TEXT_CONTROLS)
    if controls > max(2, _BINARY_SHARE * len(sample)):
        raise BinaryReport("It holds so many control characters that it is no text. Save it as plain text first.")


def _read(data: bytes, encoding: str | None) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")  # cut off inside its last character
    mixed = _mixed(data)
    if mixed is not None:
        return mixed
    options = [encoding] if encoding and encoding != "utf-8" else []
    options.append("cp1252")
    sample = data[:SAMPLE]
    # Only where the obvious ones read badly is it worth guessing.
    readings = [(oddity(_decoded(sample, name)), n, name) for n, name in enumerate(options)]
    high = sum(b > 127 for b in sample)
    if min(readings)[0] > 0.02 * high or (high > 0.2 * len(sample) and not options[:-1]):
        guess = _guess(sample)
        if guess and high > 0.2 * len(sample):
            return _decoded(data, guess)  # in Western writing so many letters are never beyond ASCII
        if guess:
            readings.append((oddity(_decoded(sample, guess)), len(options), guess))
    return _decoded(data, min(readings)[2])


def _mixed(data: bytes) -> str | None:
    """UTF-8 with a few bytes of windows-1252 between, or ``None`` when it is not mostly UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    wrong = len(_SURROGATE.findall(text))
    right = sum(c > "\x7f" for c in text[:SAMPLE]) - len(_SURROGATE.findall(text[:SAMPLE]))
    if wrong > 0.2 * right:
        return None
    western = characters("cp1252")
    return _SURROGATE.sub(lambda m: western[ord(m.group()) - 0xDC80] or "\ufffd", text)


def _decoded(data: bytes, name: str) -> str:
    if name == "cp1252":
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            western = characters("cp1252")
            return "".join(c if c < "\x80" else western[ord(c) - 0x80] or c for c in data.decode("latin-1"))
    return data.decode(name, "replace")


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(sample).best()
    return best.encoding if best else None
