// The versions of one file: which there are, which is looked at, and what they say.

import { batch, computed, signal } from "@preact/signals";
import { listen } from "../events.ts";
import type { Moment } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, server } from "../server.ts";
import { versionsOf, whole } from "./grouping.ts";

const MOST = 1000;
const KEPT = 50;

/** A version's text; null where it is no text, with what it lacks. */
export interface Said {
  text: string | null;
  lacks: "" | "gone" | "binary" | "not kept";
}

const gone: Said = { text: "", lacks: "gone" };

/** What a tab of a file's history holds. */
export class Versions {
  readonly all = signal<readonly Moment[] | undefined>(undefined);
  readonly trouble = signal("");
  /** The moment that is looked at; empty for the newest. */
  readonly at = signal("");
  readonly against = signal<"now" | "before">("now");
  readonly sides = signal<readonly [Said, Said] | undefined>(undefined);
  readonly index = computed(() => {
    const all = this.all.value ?? [];
    const found = all.findIndex((each) => each.id === this.at.value);
    return found < 0 ? all.length - 1 : found;
  });
  readonly moment = computed(() => this.all.value?.[this.index.value]);
  readonly path: string;
  readonly #texts = new Map<string, Said>();
  #asking = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Asks the server, now and whenever the file changes; returns what ends that. */
  begin(): () => void {
    const again = () => void this.ask();
    const unlisten = listen("workspaces.moments_recorded", again, again);
    void this.ask();
    return unlisten;
  }

  async ask(): Promise<void> {
    try {
      const page = await server.workspaces.timeline({ workspace: here.peek(), path: this.path, limit: MOST });
      batch(() => {
        this.all.value = versionsOf(page.items.map(whole));
        this.trouble.value = "";
      });
      await this.look();
    } catch (error) {
      this.trouble.value = (error as Error).message;
    }
  }

  /** Goes to a version; an index that is none goes to the nearest. */
  go(index: number): void {
    const all = this.all.peek() ?? [];
    const moment = all[Math.max(0, Math.min(all.length - 1, index))];
    if (!moment) return;
    this.at.value = moment.id;
    void this.look();
  }

  compare(against: "now" | "before"): void {
    this.against.value = against;
    void this.look();
  }

  /** Fetches the two texts that are compared; of the version of another moment, if one is given. */
  async look(id = ""): Promise<void> {
    if (id) this.at.value = id;
    const asking = ++this.#asking;
    const moment = this.moment.peek();
    if (!moment) return;
    const before = this.all.peek()?.[this.index.peek() - 1];
    const older = this.against.peek() === "before";
    const sides = older
      ? await Promise.all([before ? this.#said(before) : gone, this.#said(moment)])
      : await Promise.all([this.#said(moment), this.#now()]);
    if (asking === this.#asking) this.sides.value = sides as [Said, Said];
  }

  async #said(moment: Moment): Promise<Said> {
    if (moment.change === "deleted") return gone;
    const known = this.#texts.get(moment.id);
    if (known) return known;
    const said = await this.#fetched(moment);
    if (this.#texts.size >= KEPT) this.#texts.delete(this.#texts.keys().next().value!);
    this.#texts.set(moment.id, said);
    return said;
  }

  async #fetched({ id, path }: Moment): Promise<Said> {
    try {
      const { text } = await server.workspaces.content_at({ workspace: here.peek(), path, moment: id });
      return { text, lacks: text === null ? "binary" : "" };
    } catch (error) {
      if (error instanceof RpcError && ["PathNotKept", "ContentMissing"].includes(error.kind))
        return { text: null, lacks: "not kept" };
      throw error;
    }
  }

  async #now(): Promise<Said> {
    try {
      const { text } = await server.files.read({ workspace: here.peek(), path: this.path });
      return { text, lacks: text === null ? "binary" : "" };
    } catch (error) {
      if (error instanceof RpcError && error.kind === "NotFound") return gone;
      if (error instanceof RpcError && error.kind !== "ConnectionLost") return { text: null, lacks: "binary" };
      throw error;
    }
  }
}

const open = new Map<string, Versions>();

/** The versions of a file; they last as long as their tab. */
export function versionsAt(path: string): Versions {
  if (!open.has(path)) open.set(path, new Versions(path));
  return open.get(path)!;
}

export const forget = (path: string): void => void open.delete(path);
