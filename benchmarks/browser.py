"""The browser client in a headless Chromium: first load, scrolling, typing, a flood, coming back, an hour of work."""

import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from chromium import Chromium, Visits
from report import Row, show
from running import Failed, Server, start

RUNS = 3
CYCLES = 600
"""Steps of a person at work, six seconds each: an hour."""
READY = ".app[data-ready]:not([inert])"
TREE = "[role=tree]"
EDITOR = ".editor .cm-content"
ROWS = ".xterm-rows"
PACES = {480: "flung", 10_000: "dragged from end to end"}
"""Pixels a frame."""

# Runs before the page's own scripts: when something is there, how long tasks and frames take, how soon keys count.
WATCH = """
globalThis.seen = (test) => new Promise((resolve) => {
  const look = () => test() ? resolve(performance.now()) : setTimeout(look, 4);
  look();
});
globalThis.longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => (longest = Math.max(longest, each.duration))))
  .observe({ entryTypes: ["longtask"] });
globalThis.answered = [];
addEventListener("keydown", (event) => {
  requestAnimationFrame(() => setTimeout(() => answered.push(performance.now() - event.timeStamp)));
}, true);
globalThis.frames = async (each, count) => {
  const taken = [];
  let last = performance.now();
  for (let number = 0; number < count; number++) {
    each(number);
    await new Promise(requestAnimationFrame);
    taken.push(performance.now() - last);
    last = performance.now();
  }
  return taken.slice(5).sort((a, b) => b - a);
};
"""


class Work:
    """A server with folders and files of all sizes, and a browser."""

    def __init__(self, place: Path, visits: Visits) -> None:
        self.visits = visits
        folder = place / "project"
        folder.mkdir()
        for name, number in (("many", 10_000), ("most", 100_000)):
            (folder / name).mkdir()
            for each in range(number):
                (folder / name / f"file{each:06}.txt").touch()
        (folder / "tabs").mkdir()
        for each in range(50):
            (folder / "tabs" / f"module{each}.py").write_text(code(200, each))
        (folder / "start.py").write_text(code(100, 0))
        (folder / "large.py").write_text(code(20_000, 1)[:1_000_000])
        (folder / "printed.txt").write_text("".join(f"{each:08} {'x' * 70}\n" for each in range(250_000)))
        self.server = start(folder, place / "home")
        rest(self.server)

    def enter(self, page: Page) -> Page:
        """Log a page in."""
        page.add_init_script(WATCH)
        page.goto(f"{self.server.url}/#launch={self.server.call('system.create_launch')}")
        expect(page.locator(READY)).to_be_visible()
        return page

    def page(self) -> Page:
        """Return a page of another browser, with nothing open."""
        self.server.call("workspaces.set_open_files", files=[], active="", arrangement={})
        return self.enter(self.visits.page())

    def open(self, page: Page, path: str) -> None:
        """Open a file and wait for its text."""
        page.keyboard.press("Control+P")
        expect(page.locator(".pick input")).to_be_focused()
        page.keyboard.insert_text(path)
        expect(page.locator(".pick [role=option]").first).to_contain_text(path.rpartition("/")[2])
        page.keyboard.press("Enter")
        expect(page.locator(f"{EDITOR}[aria-label='{path}']")).to_be_focused()

    def terminal(self, page: Page, line: str, until: str) -> None:
        """Start a terminal, type a line, and wait for what it prints."""
        before = len(self.server.call("terminals.list"))
        page.keyboard.press("Control+Shift+`")
        expect(page.locator(".terminal-tab")).to_have_count(before + 1)
        expect(page.locator(ROWS).last).to_contain_text("#")
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")
        expect(page.locator(ROWS).last).to_contain_text(until)


def rest(server: Server) -> None:
    """Wait until the first look at the folder, for the timeline, is over."""
    while True:
        with suppress(Failed):
            server.call("workspaces.timeline", timeout=20)
            return


def code(lines: int, seed: int) -> str:
    """Return a program of so many lines."""
    pick = random.Random(seed)
    words = ["value", "count", "name", "items", "total", "each", "number", "path"]
    return "".join(
        f"def {pick.choice(words)}_{each}({pick.choice(words)}: int) -> int:\n"
        if each % 4 == 0
        else f"    {pick.choice(words)} = {pick.choice(words)} * {pick.randrange(1000)}  # {pick.choice(words)}\n"
        for each in range(lines)
    )


def first_load(work: Work) -> Iterator[Row]:
    """From nothing in the cache to a file that can be edited."""
    page = work.page()
    work.open(page, "start.py")
    page.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('start.py'))")
    times, sizes = [], []
    for _ in range(RUNS):
        fresh = page.context.new_page()
        session = fresh.context.new_cdp_session(fresh)
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")
        received = [0.0]

        def count(event: dict[str, Any], received: list[float] = received) -> None:
            received[0] += event["encodedDataLength"]

        session.on("Network.loadingFinished", count)
        fresh.add_init_script(WATCH)
        fresh.goto(f"{work.server.url}/#launch={work.server.call('system.create_launch')}", wait_until="commit")
        usable = "document.querySelector('.editor .cm-content[contenteditable=true]')?.textContent.includes('def ')"
        times.append(fresh.evaluate(f"seen(() => {usable})"))
        sizes.append(received[0] / 1000)
        fresh.close()
    bare = page.context.new_page()
    bare.goto(f"{work.server.url}/docs")
    plain = bare.evaluate("performance.timing.domComplete - performance.timing.navigationStart")
    bare.close()
    took, size = statistics.median(times), statistics.median(sizes)
    yield Row("first load until the editor is usable, kB compressed", f"{size:.0f} kB", "", size, 260)
    yield Row("first load until the editor is usable, beside /docs", f"{took:.0f} ms", f"{plain:.0f} ms", took, 700)


def opening(work: Work) -> Iterator[Row]:
    """A folder of 10,000, from the click to its first rows on the screen, beside the server's answer alone."""
    times, bare = [], []
    for _ in range(RUNS):
        page = work.page()
        times.append(page.evaluate(opened("many")))
        listing = """async () => {
          const begun = performance.now();
          const key = sessionStorage.getItem("icotes-key");
          const headers = { Authorization: `Bearer ${key}` };
          await (await fetch("/api/v1/files/list?path=many&limit=10000", { headers })).json();
          return performance.now() - begun;
        }"""
        bare.append(page.evaluate(listing))
        page.context.close()
    took, alone = statistics.median(times), statistics.median(bare)
    yield Row("a folder of 10,000 opened, beside its listing", f"{took:.0f} ms", f"{alone:.0f} ms", took, 150)


def opened(name: str) -> str:
    """Return what opens a folder in the explorer and tells how long its first rows took."""
    return f"""async () => {{
      const find = () => document.querySelector('.explorer-row[data-path="{name}"]');
      await seen(find);
      const row = find();
      const begun = performance.now();
      row.click();
      await seen(() => document.querySelector('.explorer-row[data-path="{name}/file000000.txt"]'));
      await new Promise(requestAnimationFrame);
      return performance.now() - begun;
    }}"""


def scrolling(work: Work) -> Iterator[Row]:
    """The tree with 100,000 entries, flung and dragged through, beside a plain list of as many lines as are drawn."""
    page = work.page()
    page.evaluate(opened("most"))
    expect(page.locator(f"{TREE} [aria-setsize='100000']").first).to_be_visible(timeout=120_000)
    page.evaluate("""() => {
      globalThis.box = document.querySelector('[role=tree]');
      while (box.scrollHeight <= box.clientHeight) box = box.parentElement;
    }""")
    ours = {pace: [page.evaluate(scrolled(pace))[0] for _ in range(RUNS)] for pace in PACES}
    page.goto("about:blank")
    page.evaluate("""() => {
      globalThis.box = Object.assign(document.createElement("div"), { style: "height: 700px; overflow: auto" });
      box.append(Object.assign(document.createElement("pre"), { textContent: "file000000.txt\\n".repeat(100000) }));
      document.body.append(box);
    }""")
    bare = {pace: [page.evaluate(scrolled(pace))[0] for _ in range(RUNS)] for pace in PACES}
    page.context.close()
    for pace, name in PACES.items():
        worst, plain = statistics.median(ours[pace]), statistics.median(bare[pace])
        yield Row(f"100,000 entries {name}, longest frame", f"{worst:.0f} ms", f"{plain:.0f} ms", worst, 32)


def scrolled(pace: int) -> str:
    """Return what scrolls `box` by so many pixels a frame and tells how long the frames took, the longest first."""
    return f"frames((number) => (box.scrollTop = number * {pace}), 240)"


def typing(work: Work) -> Iterator[Row]:
    """A hundred keys in the middle of a file of 1 MB, beside a plain text area with the same text."""
    page = work.page()
    work.open(page, "large.py")
    page.keyboard.press("Control+G")
    expect(page.locator(".pick input")).to_be_focused()
    page.keyboard.insert_text("9000")
    expect(page.locator(".pick [role=option]")).to_contain_text("9000")
    page.keyboard.press("Enter")
    expect(page.locator(EDITOR)).to_be_focused()
    longest = keys(page)
    page.goto("about:blank")
    page.evaluate(
        "text => document.body.append(Object.assign(document.createElement('textarea'), {value: text}))",
        code(20_000, 1),
    )
    page.locator("textarea").focus()
    plain = keys(page)
    page.context.close()
    yield Row("longest task while typing in a file of 1 MB", f"{longest:.0f} ms", f"{plain:.0f} ms", longest, 50)


def keys(page: Page) -> float:
    """Type, and return the longest task that it took; 0 if none was longer than 50 ms."""
    page.wait_for_timeout(500)
    page.evaluate("longest = 0")
    for each in range(100):
        page.keyboard.press("abcdefghij"[each % 10])
    page.wait_for_timeout(1500)
    return page.evaluate("longest")


def flood(work: Work) -> Iterator[Row]:
    """20 MB printed into a terminal: how soon keys are answered meanwhile, beside the same page at rest."""
    page = work.page()
    work.terminal(page, "PS1='# '; clear", "#")
    rest = answers(page, lambda: page.evaluate("answered.length") >= 20)
    page.keyboard.insert_text("cat printed.txt; echo all-of-it")
    page.keyboard.press("Enter")
    done = f"[...document.querySelectorAll('{ROWS} > div')].some((row) => row.textContent.trim() === 'all-of-it')"
    busy = answers(page, lambda: page.evaluate(done))
    page.context.close()
    yield Row("longest answer to a key while 20 MB are printed", f"{busy:.0f} ms", f"{rest:.0f} ms", busy, 100)


def answers(page: Page, over: Callable[[], bool]) -> float:
    """Press a key that does nothing until it is over; return the longest time until a frame was drawn after one."""
    page.evaluate("answered.length = 0")
    while not over():
        page.keyboard.press("Shift")
        page.wait_for_timeout(20)
    return max(page.evaluate("answered"))


def coming_back(work: Work) -> Iterator[Row]:
    """A reload with ten tabs and three terminals, until all is as before, beside a reload of /docs."""
    page = work.page()
    for each in range(10):
        work.open(page, f"tabs/module{each}.py")
        page.keyboard.type("#")
        page.keyboard.press("Control+S")
    for each in range(3):
        work.terminal(page, f"echo printed-$((1000 + {each}))", f"printed-{1000 + each}")
    there = f"""seen(() =>
      document.querySelectorAll(".tab").length === 10 &&
      document.querySelectorAll(".terminal-tab").length === 3 &&
      document.querySelector("{EDITOR}[contenteditable=true]")?.textContent.includes("def ") &&
      [...document.querySelectorAll("{ROWS}")].some((each) => each.textContent.includes("printed-1002")))"""
    times = []
    for _ in range(RUNS):
        page.reload(wait_until="commit")
        times.append(page.evaluate(there))
    page.goto(f"{work.server.url}/docs")
    page.reload()
    plain = page.evaluate("performance.timing.domComplete - performance.timing.navigationStart")
    page.context.close()
    took = statistics.median(times)
    yield Row("reload with 10 tabs and 3 terminals, beside /docs", f"{took:.0f} ms", f"{plain:.0f} ms", took, 1000)


def growing(work: Work) -> Iterator[Row]:
    """An hour of somebody's steps, done quickly: open, edit, save, close, search, run something."""
    page = work.page()
    work.terminal(page, "PS1='# '", "#")
    session = page.context.new_cdp_session(page)
    for each in range(100):
        step(work, page, each)
    before = heap(session)
    for each in range(CYCLES):
        step(work, page, each)
    grown = heap(session) - before
    page.context.close()
    yield Row("memory of the page after an hour of steps, MB", f"{grown:+.1f} MB", f"{before:.0f} MB", grown, 20)


def step(work: Work, page: Page, number: int) -> None:
    """What a person does within some seconds."""
    work.open(page, f"tabs/module{number % 50}.py")
    page.keyboard.insert_text(f"# {number}\n")
    page.keyboard.press("Control+S")
    expect(page.locator(".tab[data-dirty]")).to_have_count(0)
    if number % 10 == 0:
        page.keyboard.press("Control+Shift+F")
        expect(page.locator(".search-field :focus").first).to_be_visible()
        page.keyboard.insert_text(f"value_{number % 7}")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+Shift+E")
    if number % 5 == 0:
        page.locator(".xterm-screen").click()
        page.keyboard.insert_text(f"ls; echo step-$(({number} + 1000))")
        page.keyboard.press("Enter")
        expect(page.locator(ROWS)).to_contain_text(f"step-{number + 1000}")
        page.locator(EDITOR).click()
        expect(page.locator(EDITOR)).to_be_focused()
    page.keyboard.press("Alt+W")
    expect(page.locator(".tab")).to_have_count(0)


def heap(session: CDPSession) -> float:
    """Return what the page's scripts hold, in MB, after what is not needed was collected."""
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"] / 1_000_000


@contextmanager
def work() -> Iterator[Work]:
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chromium = Chromium()
        stack.callback(chromium.close)
        browser = stack.enter_context(chromium.turn())
        visits = Visits(browser)
        stack.callback(visits.close)
        begun = Work(place, visits)
        stack.callback(begun.server.stop)
        yield begun


PARTS = (first_load, opening, scrolling, typing, flood, coming_back, growing)


def rows() -> Iterator[Row]:
    with work() as begun:
        for part in PARTS:
            yield from part(begun)


if __name__ == "__main__":
    with work() as begun:
        asked = [part for part in PARTS if part.__name__ in sys.argv[1:]] or PARTS
        sys.exit(show(row for part in asked for row in part(begun)) and 1)
