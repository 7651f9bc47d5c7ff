// Which files git ignores: asked for what is drawn, a moment later, and again when a .gitignore changed.

import { here, server } from "../server.ts";
import type { Node } from "./node.ts";

const REST = 60;
const MOST = 1_000;

let time = 1;
let waiting = new Set<Node>();
let timer: ReturnType<typeof setTimeout> | undefined;
let answered: () => void = () => {};

/** Says whom to tell when there is an answer. */
export function whenAnswered(tell: () => void): void {
  answered = tell;
}

/** Everything is asked again as it is drawn. */
export function forgetIgnored(): void {
  time++;
  answered();
}

/** Asks about nodes that are drawn, if that was not done yet. */
export function askIgnored(nodes: readonly Node[]): void {
  const unasked = nodes.filter((each) => each.asked !== time);
  if (!unasked.length) return;
  for (const each of unasked) waiting.add(each);
  if (timer) return;
  timer = setTimeout(() => {
    timer = undefined;
    void ask();
  }, REST);
}

async function ask(): Promise<void> {
  const nodes = [...waiting].filter((each) => !each.gone && each.asked !== time).slice(0, MOST);
  waiting = new Set();
  const asked = time;
  for (const each of nodes) each.asked = asked;
  const sure = nodes.filter((each) => !behindLink(each));
  if (!sure.length) return;
  const paths = sure.map((each) => each.path);
  const said = await server.files.ignored({ workspace: here.value, paths }).catch(() => undefined);
  if (!said) return;
  const ignored = new Set(said);
  let differs = false;
  sure.forEach((each, at) => {
    const now = ignored.has(paths[at] as string) || (each.parent?.ignored === true && each.parent.depth >= 0);
    differs ||= each.ignored !== now;
    each.ignored = now;
  });
  if (differs) answered();
}

function behindLink(node: Node): boolean {
  for (let each = node.parent; each; each = each.parent) if (each.type === "link") return true;
  return false;
}
