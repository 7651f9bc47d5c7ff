"""HTML of others, made harmless: what comes out is written anew from a short list of elements and attributes.

Nothing of the input's own markup is copied, so it does not matter how a browser
would have read it. Elements with a reading of their own (script, style, svg,
math, template, textarea, ...) are not on the list.
"""

import re
from html import escape
from html.parser import HTMLParser


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("br hr img wbr col")
_ELEMENTS = _VOID | _names(
    "a abbr article aside b blockquote caption center cite code colgroup dd del details dfn div dl dt em figcaption"
    " figure footer h1 h2 h3 h4 h5 h6 header i ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span"
    " strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var"
)
_SILENT = _names(
    "applet embed iframe math noembed noframes noscript object script select style svg template textarea title xmp"
)
"""What is in these is no text of the page."""
_ATTRIBUTES = _names(
    "align alt class colspan datetime dir headers height id lang open reversed rowspan scope span start title type"
    " valign value width"
)
_ADDRESSES = frozenset({"href", "src"})
_CLASS = re.compile(r"[A-Za-z0-9 _-]{0,200}")
_AWAY = re.compile(r"https?:", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
DEEPEST = 200
"""Elements within each other; what is deeper loses its markup."""
LINKS = frozenset({"http", "https", "mailto"})
PICTURES = frozenset({"http", "https"})
_PICTURE_DATA = re.compile(r"data:image/(png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=]*\Z")


def sanitized(html: str) -> str:
    """Return what of HTML may stand in a page of ours."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


def is_harmless(address: str, schemes: frozenset[str] = LINKS) -> bool:
    """Tell whether an address is relative or has one of these schemes, however it is disguised."""
    plain = _INVISIBLE.sub("", address)
    if schemes is PICTURES and _PICTURE_DATA.match(plain):
        return True
    scheme = _SCHEME.match(plain)
    if scheme:
        return scheme[1].lower() in schemes
    return ":" not in re.split(r"[/?#]", plain, maxsplit=1)[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or tag in _SILENT:
            if tag in _SILENT and tag != "embed":
                self._silent.append(tag)
            return
        if tag not in _ELEMENTS or len(self._open) >= DEEPEST:
            return
        self._out.append(f"<{tag}{''.join(_attribute(tag, name, value or '') for name, value in attrs)}>")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        if tag not in self._open:
            return
        while self._open:
            last = self._open.pop()
            self._out.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._out.append(escape(data, quote=False))

    def finished(self) -> str:
        """Return all of it, with what is open closed."""
        return "".join([*self._out, *(f"</{tag}>" for tag in reversed(self._open))])


def _attribute(tag: str, name: str, value: str) -> str:
    if name in _ADDRESSES:
        wanted = {("a", "href"): LINKS, ("img", "src"): PICTURES}.get((tag, name))
        if wanted is None or not is_harmless(value, wanted):
            return ""
        away = ' target="_blank" rel="noopener noreferrer"' if _AWAY.match(value.strip()) and tag == "a" else ""
        return f' {name}="{escape(value)}"{away}'
    if name not in _ATTRIBUTES or (name == "class" and not _CLASS.fullmatch(value)):
        return ""
    return f' {name}="{escape(value)}"'
