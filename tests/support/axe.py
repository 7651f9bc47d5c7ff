"""What axe-core finds wrong with a page, for people who see little or use no mouse."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what is wrong with the page as it is now; nothing in the best case."""
    page.evaluate(AXE.read_text() + ";0")
    found = page.evaluate("rules => axe.run({runOnly: rules}).then(result => result.violations)", RULES)
    return [
        f"{each['id']}: {node['html'][:120]} {node.get('failureSummary')}" for each in found for node in each["nodes"]
    ]
