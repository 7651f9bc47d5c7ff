// What the cells of a notebook put out, as all who have it open see it.

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { CellOutputs, NotebookKernel } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { overwritten } from "./ansi.ts";

/** An output as nbformat has it. */
export type Output = Record<string, unknown>;

/** What a cell put out, and whether it runs. */
export type Ran = Omit<CellOutputs, "type" | "outputs" | "cell"> & { outputs: readonly Output[] };

const NOTHING: Ran = { state: "idle", count: null, outputs: [] };
const NONE: NotebookKernel = { type: "kernel", kernel: "", language: "", state: "none", detail: "" };
const PAUSE = 1_000;

/** Follows the outputs of a notebook until it is closed. */
export class Outputs {
  readonly kernel: ReadonlySignal<NotebookKernel>;
  private readonly cells = new Map<string, Signal<Ran>>();
  private readonly about = signal(NONE);
  private readonly path: string;
  private stream: AsyncIterableIterator<unknown> | undefined;
  private closed = false;

  constructor(path: string) {
    this.path = path;
    this.kernel = this.about;
    void this.follow();
  }

  /** What a cell put out. */
  of(cell: string): ReadonlySignal<Ran> {
    return this.held(cell);
  }

  close(): void {
    this.closed = true;
    void this.stream?.return?.();
  }

  private held(cell: string): Signal<Ran> {
    const known = this.cells.get(cell) ?? signal(NOTHING);
    this.cells.set(cell, known);
    return known;
  }

  private async follow(): Promise<void> {
    while (!this.closed) {
      try {
        const stream = server.documents.outputs({ workspace: here.value, path: this.path });
        this.stream = stream;
        for await (const { value } of stream) {
          if (value.type === "snapshot") {
            const all = new Map(value.state.cells.map((each) => [each.cell, each]));
            for (const id of new Set([...this.cells.keys(), ...all.keys()]))
              this.held(id).value = all.get(id) ?? NOTHING;
            this.about.value = value.state.kernel;
          } else if (value.type === "cell") this.held(value.cell).value = value;
          else if (value.type === "run") {
            const held = this.held(value.cell);
            held.value = { ...held.peek(), state: value.state, count: value.count };
          } else if (value.type === "added") this.add(value.cell, value.output as Output);
          else if (value.type === "kernel") this.about.value = value;
        }
      } catch {
        // The document says what is wrong with the notebook; this goes on when that is over.
      }
      if (!this.closed) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  private add(cell: string, output: Output): void {
    const held = this.held(cell);
    const { outputs } = held.peek();
    const last = outputs.at(-1);
    const joins =
      output["output_type"] === "stream" && last?.["output_type"] === "stream" && last["name"] === output["name"];
    const next = joins
      ? [...outputs.slice(0, -1), { ...last, text: overwritten(String(last["text"]) + String(output["text"])) }]
      : [...outputs, output];
    held.value = { ...held.peek(), outputs: next };
  }
}
