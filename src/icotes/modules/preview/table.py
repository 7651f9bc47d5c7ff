"""Tables of values that are separated by commas, tabs, ... as a page."""

import csv
from html import escape
from itertools import islice

MOST_ROWS = 2_000
MOST_COLUMNS = 200
MOST_TEXT = 500
_BETWEEN = ",;\t|"


def rendered(text: str, *, tabs: bool, cut: bool) -> str:
    """Return the HTML of a table; its first row is its head.

    Args:
        tabs: values are separated by tabs in any case.
        cut: there is more of it than `text`.
    """
    between = "\t" if tabs else _between(text.partition("\n")[0])
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(text.splitlines(keepends=True), delimiter=between), MOST_ROWS + 2))
    except csv.Error:
        cut = True
    if not rows:
        return '<p class="note">There is nothing in this table.</p>'
    head, body = rows[0], rows[1 : MOST_ROWS + 1]
    more = cut or len(rows) > MOST_ROWS + 1 or any(len(row) > MOST_COLUMNS for row in rows)
    note = f'<p class="note">The first {len(body)} rows are shown.</p>' if more else ""
    return (
        f'{note}<div class="scroll"><table><thead>{_row(head, "th")}</thead>'
        f"<tbody>{''.join(_row(row, 'td') for row in body)}</tbody></table></div>"
    )


def _between(line: str) -> str:
    return max(_BETWEEN, key=line.count)


def _row(values: list[str], cell: str) -> str:
    return f"<tr>{''.join(f'<{cell}{_number(value)}>{_shown(value)}</{cell}>' for value in values[:MOST_COLUMNS])}</tr>"


def _shown(value: str) -> str:
    return escape(value if len(value) <= MOST_TEXT else value[:MOST_TEXT] + "\u2026")


def _number(value: str) -> str:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return ""
    return ' class="number"'
