// A document that many edit at once, kept the same as the server's: what is changed here goes there at once, and again
// until it is there; what the server has not taken is kept over reloads.

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import * as Y from "yjs";
import { RpcError } from "../link.ts";
import type { Keeper, Kept, Kind, News, State, Status, Update, Wire } from "./wire.ts";

/** The most that is joined to one message, in bytes. */
const JOINED = 256 * 1024;
/** The most that a server takes at once, in bytes. */
const MOST = 5 * 1024 * 1024;
const SOON = 300;
const LATER = 5_000;
const PAUSE = 1_000;
const TRIES = 5;
const EMPTY = new Uint8Array();

/** The origin of all transactions that are not this page's: who made a change. */
export class Remote {
  readonly author: string;
  readonly kind: string;
  /** `edit`, `undo` or `disk`; empty for what had happened before. */
  readonly origin: string;

  constructor({ author, kind, origin }: Pick<Update, "author" | "kind" | "origin">) {
    this.author = author;
    this.kind = kind;
    this.origin = origin;
  }
}

const BEFORE = new Remote({ author: "", kind: "", origin: "" });

/** The root of a document, by its kind. */
export const rootOf = (doc: Y.Doc, kind: Exclude<Kind, "notebook">): Y.Text | Y.XmlFragment =>
  kind === "rich" ? doc.getXmlFragment("rich") : doc.getText("text");

/** What a document says, as it is compared with what became of it elsewhere. */
const plainOf = (doc: Y.Doc, kind: Kind): string =>
  kind === "notebook" ? JSON.stringify(doc.getMap("cells")) : rootOf(doc, kind).toString();

/** A document that is followed; close it when nobody shows it any more. */
export class LiveDoc {
  readonly kind: Kind;
  /** The document; another incarnation is another `Y.Doc`, into which what was unsent is merged first. */
  readonly doc: ReadonlySignal<Y.Doc>;
  readonly status: ReadonlySignal<Status | undefined>;
  /** Whether something is here that the server has not taken yet. */
  readonly unsent = signal(false);
  /** Why the server does not take it, or tells nothing of it any more; what is here stays here. */
  readonly refused = signal("");
  /** Whether the server has answered; until then it is what this browser kept. */
  readonly fresh = signal(false);
  /** How many changes came, from here and elsewhere. */
  changes = 0;
  /** The text as it is now, for what costs less than to read it anew. */
  plain: () => { toString(): string };
  private readonly held = signal(new Y.Doc());
  private readonly said = signal<Status | undefined>(undefined);
  private readonly wire: Wire;
  private readonly keeper: Keeper;
  private name: string;
  private document = "";
  private queue: Uint8Array[] = [];
  private base: { toString(): string } = "";
  private stream: AsyncIterableIterator<News> | undefined;
  private pumping = false;
  private refusals = 0;
  private closing = false;
  private closed = false;
  private written = false;
  private lost: Kept[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;

  private constructor(path: string, kind: Kind, wire: Wire, keeper: Keeper) {
    this.name = path;
    this.kind = kind;
    this.wire = wire;
    this.keeper = keeper;
    this.doc = this.held;
    this.status = this.said;
    this.plain = () => plainOf(this.held.value, this.kind);
    this.watch(this.held.value);
  }

  /**
   * Opens a document: as the server has it, or as this browser kept it while there is no server.
   *
   * @throws RpcError what the server says to it: it is no text, too large, not there.
   */
  static async open(path: string, kind: Kind, wire: Wire, keeper: Keeper): Promise<LiveDoc> {
    const it = new LiveDoc(path, kind, wire, keeper);
    const kept = await keeper.read(path).catch(() => []);
    const [newest] = kept;
    if (newest) {
      it.document = newest.document;
      it.said.value = newest.status;
      Y.applyUpdate(it.held.value, newest.state, BEFORE);
      it.lost = kept.filter((each) => each.unsent.length);
      it.written = it.lost.length > 0;
      it.unsent.value = it.written;
    }
    const begun = it.follow();
    if (!newest || wire.here()) await begun;
    else begun.catch(() => {});
    return it;
  }

  /** Where it is now. */
  get path(): string {
    return this.name;
  }

  /** It is at another path now. */
  moved(path: string): void {
    if (path === this.name) return;
    void this.keeper.drop(this.name).catch(() => {});
    this.name = path;
    this.again();
    this.keepIn(0);
  }

  /** What the server said of it when so many changes had come; newer ones are not on disk by that. */
  stands({ encoding, ending, status }: Pick<Status, "encoding" | "ending"> & { status: Status | object }, of: number) {
    const saved = of === this.changes ? {} : { saved: this.said.value?.saved ?? false };
    this.said.value = { ...this.said.value!, ...status, ...saved, encoding, ending };
  }

  /** Returns once the server has everything that is here now. */
  async sent(): Promise<void> {
    if (!this.unsent.value) return;
    void this.pump();
    await new Promise<void>((resolve, reject) => {
      const ends: (() => void)[] = [];
      const done = (error?: Error) => {
        queueMicrotask(() => ends.forEach((end) => end()));
        if (error) reject(error);
        else resolve();
      };
      ends.push(this.unsent.subscribe((unsent) => unsent || done()));
      ends.push(this.refused.subscribe((why) => why && done(new Error(why))));
    });
  }

  /** Lets go of it once the server has everything; keeps for the next time what it has not. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    this.keep();
    await this.sent().catch(() => {});
    this.closed = true;
    clearTimeout(this.timer);
    void this.stream?.return?.();
    this.held.value.destroy();
  }

  /** Keeps it now, as the page may be gone in a moment. */
  keep(): void {
    this.keepIn(Infinity);
    if (!this.document || !this.said.value || this.closed) return;
    const { name: path, kind, document } = this;
    const before = this.lost.filter((each) => each.document === document);
    const owed = [...before.map((each) => each.unsent), ...this.queue];
    const unsent = owed.length ? Y.mergeUpdates(owed) : EMPTY;
    const base = owed.length ? (before[0]?.base ?? this.base.toString()) : "";
    const state = Y.encodeStateAsUpdate(this.held.value);
    this.written = owed.length > 0;
    void this.keeper.write({ path, kind, document, state, unsent, base, status: this.said.value }).catch(() => {});
  }

  private keepIn(time: number): void {
    const due = Date.now() + time;
    if (time !== Infinity && due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    if (time !== Infinity && !this.closed) this.timer = setTimeout(() => this.keep(), time);
  }

  // What happens here.

  private watch(doc: Y.Doc): void {
    doc.on("beforeTransaction", ({ origin }: Y.Transaction) => {
      if (!this.queue.length && !(origin instanceof Remote)) this.base = this.plain();
    });
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (doc !== this.held.value) return;
      if (origin instanceof Remote) return this.keepIn(LATER);
      this.put(update);
    });
  }

  private put(update: Uint8Array): void {
    this.queue.push(update);
    this.unlike();
    this.unsent.value = true;
    this.keepIn(SOON);
    void this.pump();
  }

  /** The disk has not what is here, until the server says so. */
  private unlike(): void {
    this.changes++;
    const status = this.said.peek();
    if (status?.saved) this.said.value = { ...status, saved: false };
  }

  /** Sends what is here; while that is under way, what comes is joined. */
  private async pump(): Promise<void> {
    if (this.pumping || !this.fresh.value) return;
    this.pumping = true;
    this.refused.value = "";
    try {
      for (let failed = 0; this.queue.length && this.fresh.value && !this.closed; ) {
        try {
          await this.send();
          failed = 0;
        } catch (error) {
          if (!(await this.goesOn(error, ++failed))) return;
        }
      }
    } finally {
      this.pumping = false;
    }
  }

  private async send(): Promise<void> {
    const { document } = this;
    let size = 0;
    const parts = this.queue.filter((each, at) => (size += each.length) <= JOINED || at === 0);
    const update = parts.length > 1 ? Y.mergeUpdates(parts) : parts[0]!;
    if (update.length > MOST) throw new RpcError(0, "This change is too large to be sent.", { kind: "TooLarge" });
    await this.wire.update(this.name, update, document);
    if (document !== this.document) return;
    this.queue = this.queue.slice(parts.length);
    this.refusals = 0;
    if (!this.queue.length) this.settled();
  }

  /** The server has everything. */
  private settled(): void {
    this.unsent.value = false;
    if (!this.written) return;
    this.written = false;
    void this.keeper.drop(this.name).then(
      () => this.keep(),
      () => {},
    );
  }

  /** Whether sending is tried again after a failure. */
  private async goesOn(error: unknown, failed: number): Promise<boolean> {
    const kind = error instanceof RpcError ? error.kind : "";
    if (kind === "ConnectionLost") {
      await this.wire.back();
      return true;
    }
    // A refused update builds on what the server lost: following again tells what that is.
    const lacks = kind === "BadUpdate" && ++this.refusals <= TRIES;
    if (lacks || kind === "OtherDocument" || kind === "Conflict" || kind === "NotFound") {
      this.fresh.value = false;
      this.again();
      return false;
    }
    if (["Denied", "Unauthenticated", "TooLarge"].includes(kind) || failed > TRIES) {
      this.refused.value = (error as Error).message;
      this.keep();
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    return true;
  }

  // What happens there.

  /** Follows for as long as it is open; returns once the server has answered, and raises what it says first. */
  private follow(): Promise<void> {
    return new Promise((resolve, reject) => {
      const run = async () => {
        while (!this.closed) {
          const stream = (this.stream = this.wire.follow(this.name, Y.encodeStateVector(this.held.value)));
          try {
            for await (const news of stream) {
              await this.take(news);
              if (this.fresh.value) resolve();
            }
          } catch (error) {
            if (this.stream === stream && this.failed(error)) return reject(error);
            if (this.said.value) resolve();
          }
          if (!this.closed && this.stream === stream) await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
      };
      void run();
    });
  }

  /** Says what keeps the server from telling of it; returns whether it never will. */
  private failed(error: unknown): boolean {
    const [kind, said] = error instanceof RpcError ? [error.kind, error.message] : ["", String(error)];
    const status = this.said.value;
    if (kind === "ConnectionLost") return false;
    if (kind === "NotFound" && status && (this.fresh.value || this.unsent.value)) {
      this.said.value = { ...status, trouble: "gone", detail: said };
      return false;
    }
    this.refused.value = said;
    this.closed ||= !this.fresh.value;
    return this.closed;
  }

  /** Follows anew. */
  private again(): void {
    const stream = this.stream;
    this.stream = undefined;
    void stream?.return?.();
  }

  private async take(news: News): Promise<void> {
    if (news.type === "state") await this.arrived(news);
    else if (news.type === "update") {
      this.unlike();
      Y.applyUpdate(this.held.value, news.update, new Remote(news));
    } else if (news.type === "status") this.said.value = { ...this.said.value!, ...news.status };
  }

  private async arrived(it: State): Promise<void> {
    const other = this.document !== "" && this.document !== it.document;
    const merging = other || this.lost.some((each) => each.document !== it.document) ? await import("./merging.ts") : 0;
    if (other) this.become(it);
    else Y.applyUpdate(this.held.value, it.update, BEFORE);
    this.document = it.document;
    batch(() => {
      this.said.value = it.status;
      this.refused.value = "";
      this.fresh.value = true;
    });
    for (const each of this.lost.splice(0)) {
      if (each.document === it.document) this.regain(each);
      else if (merging) merging.merge(this.held.value, each);
    }
    this.owe(it.state);
    if (!this.queue.length) this.settled();
    else void this.pump();
    this.keepIn(LATER);
  }

  /** Another incarnation: what was unsent in this one is merged into it. */
  private become(it: State): void {
    const old = this.held.value;
    if (this.queue.length) this.lost.push(this.asKept(old));
    this.queue = [];
    const doc = new Y.Doc();
    Y.applyUpdate(doc, it.update, BEFORE);
    this.plain = () => plainOf(this.held.value, this.kind);
    this.watch(doc);
    this.held.value = doc;
    old.destroy();
  }

  private asKept(doc: Y.Doc): Kept {
    const { name: path, kind, document } = this;
    const state = Y.encodeStateAsUpdate(doc);
    return { path, kind, document, state, unsent: state, base: this.base.toString(), status: this.said.value! };
  }

  /** Takes up what a page left that was gone before the server had it. */
  private regain(it: Kept): void {
    if (!this.queue.length) this.base = it.base;
    Y.applyUpdate(this.held.value, it.unsent, BEFORE);
    this.queue.push(it.unsent);
    this.unsent.value = true;
  }

  /** What others lost: it came here, and the server that ended had not kept it. */
  private owe(state: Uint8Array): void {
    if (!state.length) return;
    const theirs = Y.decodeStateVector(state);
    const doc = this.held.value;
    const ours = Y.decodeStateVector(Y.encodeStateVector(doc));
    const more = [...ours].some(([client, clock]) => client !== doc.clientID && clock > (theirs.get(client) ?? 0));
    if (more) {
      this.base = this.queue.length ? this.base : this.plain();
      this.queue = [Y.encodeStateAsUpdate(doc, state), ...this.queue];
      this.unsent.value = true;
    }
  }
}
