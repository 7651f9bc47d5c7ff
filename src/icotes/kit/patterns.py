"""Patterns of event kinds: `files.*`, `**`."""

import re


class Pattern:
    """Matches kinds: `*` stands for one word, `**` for any number of words.

    >>> Pattern("files.*").matches("files.changed"), Pattern("**").matches("a.b.c")
    (True, True)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        words = [{"*": "[^.]+", "**": ".*"}.get(word, re.escape(word)) for word in text.split(".")]
        self._regex = re.compile(r"\.".join(words).replace(r"\..*", r"(?:\..+)?"))

    def matches(self, kind: str) -> bool:
        """Tell whether `kind` is meant."""
        return self._regex.fullmatch(kind) is not None
