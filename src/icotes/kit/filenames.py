"""Names of files as they travel: every name on disk has exactly one spelling on the wire.

A name that is UTF-8 without control characters travels as it is. In any other
one the offending bytes are written `%XX`, and so is a `%` that would be misread
then; nothing else is ever escaped, so that `100%` and `a%20b` stay themselves.
"""

import itertools
import os
import re
import secrets
import unicodedata

from icotes.core.errors import Invalid, Unacceptable

NAME_BYTES = 255
"""The longest name that file systems take, in bytes."""
PATH_BYTES = 4095
"""The longest path that the kernel takes, in bytes."""
TEMPORARY = ".icotes-"
"""Files with this prefix are half of something; they are neither listed nor watched."""
_OURS = f"{TEMPORARY}{secrets.token_hex(8)}-"
_numbers = itertools.count()

_CODE = "[01][0-9A-F]|7F|25|[89A-F][0-9A-F]"
_UNSAFE = re.compile(rf"[\x00-\x1f\x7f-\x9f\udc80-\udcff]|%(?={_CODE})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(rf"%({_CODE})".encode())


def to_wire(name: str) -> str:
    """Return a name as it travels.

    >>> to_wire("notes.md"), to_wire("two" + chr(10) + "lines"), to_wire("100%"), to_wire("%0A")
    ('notes.md', 'two%0Alines', '100%', '%250A')
    """
    if name.isascii() and name.isprintable() and "%" not in name:
        return name
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in os.fsencode(found[0])), name)


def is_escaped(name: str) -> bool:
    """Tell whether a name on the wire holds escapes; such a name can't be created."""
    return "%" in name and _ESCAPE.search(name.encode("utf-8", "surrogatepass")) is not None


def parts(path: str) -> list[bytes]:
    """Return the names in a path on the wire, as they are on disk; none for the root (an empty path or `.`).

    Raises:
        Invalid: the path holds control characters, is no UTF-8, or spells a name in another way than listings do.
        Unacceptable: it is absolute, holds `..`, `.` or an empty name, or is too long.
    """
    if path in {"", "."}:
        return []
    if _CONTROL.search(path):
        raise Invalid("`path` holds control characters; a listing shows how such a name is written.", field="path")
    try:
        raw = path.encode()
    except UnicodeEncodeError:
        raise Invalid("`path` is no valid UTF-8.", field="path") from None
    names = raw.split(b"/")
    _check(raw, names)
    return [_from_wire(name) for name in names] if b"%" in raw else names


def _check(path: bytes, names: list[bytes]) -> None:
    if path[:1] == b"/":
        raise Unacceptable("`path` is relative to the workspace: leave out the `/` at its begin.", field="path")
    if b".." in names or b"." in names or b"" in names:
        raise Unacceptable("`path` holds `..`, `.` or an empty name; write it out from the workspace.", field="path")
    if len(path) > PATH_BYTES or max(map(len, names)) > 3 * NAME_BYTES:
        raise _too_long()


def _from_wire(name: bytes) -> bytes:
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)
    if to_wire(os.fsdecode(plain)).encode() != name or b"\0" in plain:
        raise Invalid(
            "`path` holds an escape that stands for no such name; use it as a listing shows it.", field="path"
        )
    return plain


def check_new(name: bytes) -> None:
    """Refuse a name that nobody should have to deal with.

    Raises:
        Invalid: it is no UTF-8 or holds control characters.
        Unacceptable: it is too long, or one of those that are ours.
    """
    if len(name) > NAME_BYTES:
        raise _too_long()
    text = os.fsdecode(name)
    if to_wire(text) != text:
        raise Invalid("A new name can't hold control characters, other encodings than UTF-8 or escapes.", field="path")
    if text.startswith(TEMPORARY):
        raise Unacceptable(f"Names that begin with {TEMPORARY} are the server's own; choose another.", field="path")


def temporary() -> bytes:
    """Return a name for something that is half."""
    return f"{_OURS}{next(_numbers)}".encode()


def is_left_over(name: str) -> bool:
    """Tell whether a half file was left by a server that does not run any more."""
    return name.startswith(TEMPORARY) and not name.startswith(_OURS)


def same(one: bytes, other: bytes) -> bool:
    """Tell whether two names are equal in NFC."""
    return composed(os.fsdecode(one)) == composed(os.fsdecode(other))


def composed(text: str) -> str:
    """Return a text in NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _too_long() -> Unacceptable:
    return Unacceptable(
        f"`path` is too long: a name has at most {NAME_BYTES} bytes, a path {PATH_BYTES}.", field="path"
    )
