r"""How lines end: in a document with `\n`, in its file as they always did."""

from icotes.modules.documents.types import Ending


def ending(text: str) -> Ending:
    r"""Return how the lines of a file end; `mixed` when not all of them do so in the same way.

    >>> ending("a\nb"), ending("a\r\nb\r\n"), ending("a\r\nb\n"), ending("a\rb")
    ('\n', '\r\n', 'mixed', 'mixed')
    """
    returns = text.count("\r")
    if not returns:
        return "\n"
    return "\r\n" if returns == text.count("\r\n") == text.count("\n") else "mixed"


def plain(text: str, ending: Ending) -> str:
    """Return the text of a document whose file is this text."""
    return text.replace("\r\n", "\n") if ending == "\r\n" else text


def as_on_disk(text: str, ending: Ending) -> str:
    """Return the text of the file of a document."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if ending == "\r\n" else text


def arrived(text: str, before: Ending | None) -> tuple[str, Ending]:
    r"""Return the text of a document whose file became this text, and how lines end in it now.

    Args:
        before: how they ended; a line that ends otherwise in a file that was uniform does not make it mixed.

    >>> arrived("a\r\nb\n", "\r\n"), arrived("a", "\r\n"), arrived("a\r\n", "\n"), arrived("a\rb\n", "\n")
    (('a\nb\n', '\r\n'), ('a', '\r\n'), ('a\n', '\r\n'), ('a\rb\n', 'mixed'))
    """
    now = ending(text)
    if now == "mixed" and before in {"\n", "\r\n"} and "\r" not in (uniform := text.replace("\r\n", "\n")):
        return uniform, before
    if "\n" not in text and before and now != "mixed":
        now = before
    return plain(text, now), now
