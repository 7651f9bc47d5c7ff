// A review that is open: what the server says of it, kept fresh, and what was decided so far.

import { batch, computed, signal } from "@preact/signals";
import { say } from "../notices/notices.ts";
import type { Compared, Review } from "../rpc.gen.ts";
import { once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { asked, counted, type Decisions, type Line, linesOf, undecided } from "./deciding.ts";
import { byId, called } from "./list.ts";

const REST = 400;

/** What a tab of a review holds. */
export class Reviewing {
  readonly review = signal<Review | undefined>(undefined);
  /** Why there is none. */
  readonly trouble = signal("");
  readonly decisions = signal<Decisions>(undecided);
  /** The line of the list that is looked at. */
  readonly chosen = signal("");
  readonly compared = signal<Compared | undefined>(undefined);
  readonly merging = signal(false);
  readonly lines = computed((): readonly Line[] => (this.review.value ? linesOf(this.review.value) : []));
  readonly line = computed(() => this.lines.value.find((each) => each.id === this.chosen.value));
  readonly counts = computed(() =>
    this.review.value ? counted(this.review.value, this.decisions.value) : { taken: 0, left: 0, open: 0 },
  );
  readonly id: string;
  #asking = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get name(): string {
    return called(byId(this.id)) || this.id;
  }

  get main(): string {
    return called(byId(this.review.value?.main ?? byId(this.id)?.base ?? "")) || "main";
  }

  /** Asks the server, now and whenever a file of either side changes; returns what ends it. */
  begin(): () => void {
    let alive = true;
    const streams: AsyncIterableIterator<unknown>[] = [];
    const soon = () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => void this.ask(), REST);
    };
    const watch = async (workspace: string) => {
      const stream = server.workspaces.events({ workspace, kinds: ["files.*", "workspaces.merged"] });
      streams.push(stream);
      try {
        for await (const { value } of stream) if (value.type === "event" || value.type === "gap") soon();
      } catch {
        // The workspace is closed: what is shown stays, and asking anew says why.
      }
    };
    void this.ask().then(() => {
      const main = this.review.peek()?.main;
      if (alive && main) for (const each of [main, this.id]) void watch(each);
    });
    return () => {
      alive = false;
      clearTimeout(this.#pause);
      for (const each of streams) void each.return?.();
    };
  }

  async ask(): Promise<void> {
    const asking = ++this.#asking;
    try {
      const review = await server.workspaces.review({ workspace: this.id });
      if (asking !== this.#asking) return;
      batch(() => {
        this.review.value = review;
        this.trouble.value = "";
        if (!this.line.value) this.chosen.value = (this.lines.value[1] ?? this.lines.value[0])?.id ?? "";
      });
      await this.look();
    } catch (error) {
      if (asking === this.#asking) this.trouble.value = (error as Error).message;
    }
  }

  /** Fetches the texts of the chosen line's file. */
  async look(): Promise<void> {
    const path = this.line.peek()?.file.path;
    if (!path) return void (this.compared.value = undefined);
    const found = await server.workspaces.compare({ workspace: this.id, path }).catch(() => undefined);
    if (this.line.peek()?.file.path !== path) return;
    batch(() => {
      this.compared.value = found;
      const cut = this.review.value?.files.some((each) => each.path === path && each.cut);
      if (found && cut && this.review.value) {
        const files = this.review.value.files.map((each) => (each.path === path ? found.file : each));
        this.review.value = { ...this.review.value, files };
      }
    });
  }

  choose(id: string): void {
    const before = this.line.peek()?.file.path;
    this.chosen.value = id;
    if (this.line.peek()?.file.path !== before) void this.look();
  }

  /** Goes to the next change, or the one before. */
  step(by: 1 | -1): void {
    const lines = this.lines.peek();
    const hunks = lines.filter((each) => each.hunk || !each.file.hunks.length);
    const at = lines.findIndex((each) => each.id === this.chosen.peek());
    const place = (line: Line) => lines.indexOf(line);
    const next = by > 0 ? hunks.find((each) => place(each) > at) : hunks.findLast((each) => place(each) < at);
    const found = next ?? (by > 0 ? hunks[0] : hunks.at(-1));
    if (found) this.choose(found.id);
  }

  /** Merges what was decided. */
  async merge(): Promise<void> {
    const review = this.review.peek();
    if (!review || this.merging.peek() || !this.counts.peek().taken) return;
    this.merging.value = true;
    try {
      const merged = await server.workspaces.merge({
        workspace: this.id,
        ...asked(review, this.decisions.peek()),
        ...once(),
      });
      say(words.trees.merged(merged.hunks, this.main), { kind: "done" });
    } finally {
      this.merging.value = false;
      await this.ask();
    }
  }
}

const open = new Map<string, Reviewing>();

/** The review of a worktree; it lasts as long as its tab. */
export function reviewOf(id: string): Reviewing {
  if (!open.has(id)) open.set(id, new Reviewing(id));
  return open.get(id)!;
}

export const forget = (id: string): void => void open.delete(id);
