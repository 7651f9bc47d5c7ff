"""Makes one page of HTML of the guide and the reference; the server shows it at `/docs`."""

import html
import re
from pathlib import Path

from markdown_it import MarkdownIt

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>icotes: documentation</title>
<link rel="stylesheet" href="/static/docs.css">
<nav aria-label="Pages">
<a href="/">icotes</a>
"""
GUIDE = ("start", "cli", "http", "python", "typescript", "mcp", "keys")
LAST = ("events", "errors", "settings", "permissions")


def docs_page(guide: Path, reference: dict[str, str]) -> str:
    """Return the page.

    Args:
        guide: the folder of the guide.
        reference: the reference's pages, by file name.
    """
    pages = {f"guide-{name}": (guide / f"{name}.md").read_text() for name in GUIDE}
    modules = [name.removesuffix(".md") for name in reference if name != "README.md"]
    ordered = [*(name for name in modules if name not in LAST), *LAST]
    pages |= {name: reference[f"{name}.md"] for name in ["README", *ordered]}
    links = [f'<a href="#{name}">{html.escape(_title(text))}</a>' for name, text in pages.items()]
    articles = [f'<article id="{name}">\n{_render(text)}</article>' for name, text in pages.items()]
    return "\n".join([HEAD.rstrip(), *links, "</nav>", "<main>", *articles, "</main>", "</html>", ""])


def _title(text: str) -> str:
    return next(line[2:] for line in text.splitlines() if line.startswith("# "))


def _render(text: str) -> str:
    linked = re.sub(r"\]\((?:\.\./reference/)?([A-Za-z]+)\.md\)", _anchor, re.sub(r"<!--.*?-->\n?", "", text))
    shown = MarkdownIt("commonmark", {"html": False}).enable("table").render(linked)
    return re.sub(r"<h2>([a-z_]+\.[a-z_]+)</h2>", r'<h2 id="\1">\1</h2>', shown)


def _anchor(link: re.Match[str]) -> str:
    name = f"guide-{link[1]}" if link[1] in GUIDE else link[1]
    return f"](#{name})"
