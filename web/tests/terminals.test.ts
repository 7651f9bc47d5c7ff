import assert from "node:assert/strict";
import test from "node:test";
import * as groups from "../src/terminals/groups.ts";
import { candidates, placesIn, quoted, toldFolder } from "../src/terminals/paths.ts";
import { keyed, modified, pasted, Typing } from "../src/terminals/typing.ts";

const three = groups.arranged(groups.nothing, ["a", "b", "c"]);

test("each terminal has a group of its own until it is put beside another", () => {
  assert.deepEqual(three.groups, [["a"], ["b"], ["c"]]);
  assert.equal(three.active, "a");
  const split = groups.beside(three, "a", "c");
  assert.deepEqual(split.groups, [["a", "c"], ["b"]]);
  assert.equal(split.active, "c");
  assert.deepEqual(groups.apart(split, "a").groups, [["c"], ["a"], ["b"]]);
});

test("what is gone leaves, and its neighbour is shown", () => {
  const split = groups.beside(three, "b", "d");
  assert.equal(groups.arranged(split, ["a", "b", "c"]).active, "b");
  assert.equal(groups.arranged({ ...three, active: "b" }, ["a", "c"]).active, "c");
  assert.equal(groups.arranged({ ...three, active: "c" }, ["a", "b"]).active, "b");
  assert.deepEqual(groups.arranged(three, []), groups.nothing);
});

test("a new terminal takes the place of another, also if the event came first", () => {
  const told = groups.arranged(three, ["a", "b", "c", "d"]);
  assert.deepEqual(groups.replaced(told, "b", "d").groups, [["a"], ["d"], ["c"]]);
});

test("stepping goes around", () => {
  assert.equal(groups.stepped(three, 1), "b");
  assert.equal(groups.stepped(three, -1), "c");
  assert.equal(groups.stepped(groups.nothing, 1), "");
});

test("a border moves between two neighbours and squeezes neither to nothing", () => {
  const split = groups.beside(groups.arranged(groups.nothing, ["a"]), "a", "b");
  const moved = groups.resized(split, "a", 0.25);
  assert.deepEqual(moved.shares, { a: 1.5, b: 0.5 });
  assert.ok(groups.resized(split, "a", -9).shares["a"]! > 0.2);
  assert.equal(groups.resized(split, "b", 0.1), split);
});

test("an arrangement that was kept comes back, whatever was written there", () => {
  const split = groups.resized(groups.beside(three, "a", "b"), "a", 0.1);
  assert.deepEqual(groups.revived(JSON.stringify(split)), split);
  for (const text of [null, "", "{", "[]", '{"groups":1}', '{"groups":[1],"shares":{}}'])
    assert.deepEqual(groups.revived(text), groups.nothing);
});

/** A server that answers when it is told to. */
function slowWay() {
  const sent: string[] = [];
  const refused: [string, number][] = [];
  let answer: (error?: Error) => void = () => {};
  const typing = new Typing({
    send: ({ data, binary }, take) => {
      sent.push((take ? "take:" : "") + (data ?? `binary:${binary}`));
      return new Promise<void>((resolve, reject) => (answer = (error) => (error ? reject(error) : resolve())));
    },
    refused: (error, dropped) => refused.push([(error as Error).message, dropped]),
    pause: async () => {},
  });
  const answered = async (error?: Error) => {
    answer(error);
    for (let turns = 0; turns < 8; turns++) await null;
  };
  return { typing, sent, refused, answered };
}

test("keys are sent in order, one write at a time", async () => {
  const { typing, sent, answered } = slowWay();
  for (const key of "hello") typing.type(key);
  assert.deepEqual(sent, ["h"]);
  await answered();
  assert.deepEqual(sent, ["h", "ello"]);
  typing.type("\xff", { binary: true });
  typing.type("!");
  await answered();
  await answered();
  await answered();
  assert.deepEqual(sent, ["h", "ello", "binary:/w==", "!"]);
});

test("what is refused takes what waits with it, and the next key is sent again", async () => {
  const { typing, sent, refused, answered } = slowWay();
  typing.type("a");
  typing.type("bc");
  await answered(new Error("no"));
  assert.deepEqual(sent, ["a"]);
  assert.deepEqual(refused, [["no", 3]]);
  typing.type("d", { take: true });
  assert.deepEqual(sent, ["a", "take:d"]);
});

test("a program that does not read is waited for; an interrupt overtakes what waits", async () => {
  const { typing, sent, answered } = slowWay();
  const full = Object.assign(new Error("full"), { kind: "QuotaExceeded" });
  typing.type("x".repeat(40_000));
  assert.equal(sent[0]!.length, 32 * 1024);
  await answered(full);
  assert.equal(sent[1], sent[0]);
  typing.type("\x03");
  await answered(full);
  assert.equal(sent[2], "\x03");
});

test("a pair of surrogates is not cut", async () => {
  const { typing, sent, answered } = slowWay();
  typing.type(`${"x".repeat(32 * 1024 - 1)}😀`);
  await answered();
  assert.equal(sent[1], "😀");
});

test("what is pasted holds no key and no end of the paste", () => {
  assert.equal(pasted("a\r\nb\nc\td"), "a\rb\rc\td");
  assert.equal(pasted("x\x1b[201~rm\x9b1~\x00\x7f"), "x[201~rm1~");
});

test("keys of the key row", () => {
  assert.equal(keyed("ArrowUp", {}, false), "\x1b[A");
  assert.equal(keyed("ArrowUp", {}, true), "\x1bOA");
  assert.equal(keyed("ArrowLeft", { ctrl: true }, true), "\x1b[1;5D");
  assert.equal(keyed("|", {}, false), "|");
  assert.equal(keyed("Tab", {}, false), "\t");
  assert.equal(modified("c", { ctrl: true }), "\x03");
  assert.equal(modified("[", { ctrl: true }), "\x1b");
  assert.equal(modified("x", { alt: true }), "\x1bx");
});

const found = (text: string) => placesIn(text).map(({ path, line, column }) => [path, line, column].filter(Boolean));

test("places in files are found in what compilers print", () => {
  assert.deepEqual(found("src/a.ts:12:5 - error TS2304"), [["src/a.ts", 12, 5]]);
  assert.deepEqual(found("a.ts(3,4): error"), [["a.ts", 3, 4]]);
  assert.deepEqual(found('  File "x/y.py", line 7, in <module>'), [["x/y.py", 7]]);
  assert.deepEqual(found("see ./README.md, or docs/."), [["./README.md"], ["docs/"]]);
  assert.deepEqual(found("--> crates/é/src/lib.rs:9"), [["crates/é/src/lib.rs", 9]]);
  assert.deepEqual(found("/srv/p/main.go:1:2"), [["/srv/p/main.go", 1, 2]]);
  assert.deepEqual(found("https://example.org/a.ts:1 at 12:30, 3.5"), []);
  const [place] = placesIn("at lib/b.js:10:2)");
  assert.deepEqual([place!.start, place!.end], [3, 16]);
});

test("a long line costs little", () => {
  const start = process.cpuUsage();
  placesIn("a/".repeat(100_000));
  placesIn(`${"x".repeat(1_999)}!`.repeat(10));
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 500_000);
});

test("names are resolved from the terminal's folder, then from the workspace's, and never outside", () => {
  assert.deepEqual(candidates("a.ts", "src", "/p"), ["src/a.ts", "a.ts"]);
  assert.deepEqual(candidates("../b.ts", "src/x", "/p"), ["src/b.ts"]);
  assert.deepEqual(candidates("../../../etc/passwd", "src", "/p"), []);
  assert.deepEqual(candidates("/p/c.ts", "src", "/p/"), ["c.ts"]);
  assert.deepEqual(candidates("/etc/passwd", "", "/p"), []);
  assert.deepEqual(candidates("a/x.ts", "", "/p"), ["a/x.ts", "x.ts"]);
});

test("a program tells its folder", () => {
  assert.equal(toldFolder("file://host/p/src%20x", "/p"), "src x");
  assert.equal(toldFolder("file:///p", "/p"), "");
  for (const text of ["file:///q", "http://p/p", "file:///p/%zz", "file:///p/../q"])
    assert.equal(toldFolder(text, "/p"), undefined);
});

test("a path is one word for a shell, whatever its name", () => {
  assert.equal(quoted("/p/a-b.ts"), "/p/a-b.ts");
  assert.equal(quoted("/p/it's $(rm)"), "'/p/it'\\''s $(rm)'");
});
