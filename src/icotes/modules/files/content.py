"""What bytes are: a text and its encoding, or something else."""

import codecs
from mimetypes import MimeTypes
from typing import NamedTuple

from icotes.core.errors import Unacceptable

HEAD = 4096
"""Bytes from a file's begin that are enough to tell what it is."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-bom"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CODECS = {"utf-8-bom": "utf-8"}
_BINARY_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))

_MAGIC = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\0asm", "application/wasm"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"wOF2", "font/woff2"),
)
_ZIP = b"PK\x03\x04"

_OFFICE = "application/vnd.openxmlformats-officedocument"
_names = MimeTypes()
for _suffix, _type in {
    ".md": "text/markdown",
    ".ts": "text/typescript",
    ".tsx": "text/typescript",
    ".jsx": "text/javascript",
    ".py": "text/x-python",
    ".rs": "text/x-rust",
    ".go": "text/x-go",
    ".toml": "application/toml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".ipynb": "application/x-ipynb+json",
    ".jsonl": "application/jsonl",
    ".sql": "application/sql",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".epub": "application/epub+zip",
}.items():
    _names.add_type(_type, _suffix)
_TEXTUAL = {
    f"application/{name}" for name in ("json", "javascript", "toml", "yaml", "sql", "xml", "jsonl", "x-sh", "x-tex")
}


class Text(NamedTuple):
    """A text, and how its bytes are to be read."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, head: bytes | None = None) -> Text | None:
    """Return the text that bytes are; None if they are none.

    Args:
        data: a whole file, or a part of one that begins and ends with whole characters.
        head: the begin of the file, if `data` is a part from further on.
    """
    begin = data if head is None else head
    if begin.startswith(_BINARY_BOMS):
        return None
    for bom, encoding in _BOMS:
        if begin.startswith(bom):
            return _with_bom(data[len(bom) :] if head is None else data, encoding)
    if b"\0" in data:
        return None
    try:
        return Text(data.decode(), "utf-8")
    except UnicodeDecodeError:
        odd = len(data) - len(data.translate(None, _CONTROL))
        return None if odd else Text(data.decode("latin-1"), "latin-1", guessed=True)


def _with_bom(data: bytes, encoding: str) -> Text | None:
    try:
        return Text(data.decode(_CODECS.get(encoding, encoding)), encoding)
    except UnicodeDecodeError:
        return None


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes of a text.

    Raises:
        Unacceptable: the encoding has no such character.
    """
    bom = next((bom for bom, name in _BOMS if name == encoding), b"")
    try:
        return bom + text.encode(_CODECS.get(encoding, encoding))
    except UnicodeEncodeError:
        raise Unacceptable(f"The text has characters that {encoding} lacks; use utf-8.", field="encoding") from None


def whole_characters(data: bytes, offset: int, head: bytes) -> tuple[bytes, int]:
    """Return a part without the halves of characters at its ends, and where it begins then."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        skip = offset % 2
        return data[skip : len(data) - (len(data) - skip) % 2], offset + skip
    none = len(data) if len(data) < 4 else 0
    skip = next((i for i, byte in enumerate(data[:4]) if byte & 0xC0 != 0x80), none) if offset else 0
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            return data[skip : len(data) - (back if length > back else 0)], offset + skip
    return data[skip:], offset + skip


def media_type(name: str, head: bytes, is_text: bool) -> str:
    """Return a file's media type: what its content says counts more than what its name says.

    Args:
        name: of the file.
        head: its begin.
        is_text: whether it is a text.
    """
    if not is_text:
        for at, magic, type_ in _MAGIC:
            if head.startswith(magic, at):
                return type_
    named = _names.guess_type(name, strict=True)[0] if not name.endswith((".gz", ".xz", ".bz2")) else None
    if head.startswith(_ZIP):
        return named if named and not _textual(named) else "application/zip"
    if named and _textual(named) == is_text:
        return named
    return "text/plain" if is_text else "application/octet-stream"


def _textual(type_: str) -> bool:
    return type_.startswith("text/") or type_.endswith(("+xml", "+json")) or type_ in _TEXTUAL
