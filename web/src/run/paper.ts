// The lines that a run printed, in blocks: only those that change are drawn anew.

import { signal } from "@preact/signals";
import { type Mark, type Piece, Reader } from "./ansi.ts";

/** A piece of a line; `err` when it was printed as an error. */
export interface Inked extends Piece {
  err: boolean;
}

export type Line = Inked[];

/** Lines that are drawn together. */
export interface Block {
  key: number;
  lines: Line[];
  /** Grows with each change. */
  version: ReturnType<typeof signal<number>>;
}

const LINES = 200;
const BLOCKS = 100;
const LONGEST = 4_000;

/** What a run printed. */
export class Paper {
  readonly blocks = signal<readonly Block[]>([]);
  /** How many lines were too many and are not shown any more. */
  readonly dropped = signal(0);
  private readonly readers = { stdout: new Reader(), stderr: new Reader() };
  private keys = 0;
  private length = 0;
  private returned = false;

  /** Adds what came of an output. */
  print(stream: "stdout" | "stderr", text: string): void {
    const touched = new Set<Block>();
    for (const mark of this.readers[stream].read(text)) touched.add(this.put(mark, stream === "stderr"));
    for (const each of touched) each.version.value = (each.version.peek() ?? 0) + 1;
  }

  get empty(): boolean {
    return this.blocks.value.length === 0;
  }

  private put(mark: Mark, err: boolean): Block {
    const block = this.block();
    if (mark === "\n") {
      block.lines.push([]);
      this.length = 0;
      this.returned = false;
    } else if (mark === "\r") this.returned = true;
    else this.write(block, { ...mark, err });
    return block;
  }

  private write(block: Block, piece: Inked): void {
    if (this.returned || this.length > LONGEST) {
      if (this.returned) block.lines[block.lines.length - 1] = [];
      else block.lines.push([]);
      this.returned = false;
      this.length = 0;
    }
    const line = block.lines.at(-1)!;
    const last = line.at(-1);
    if (last && last.look === piece.look && last.colour === piece.colour && last.err === piece.err)
      last.text += piece.text;
    else line.push(piece);
    this.length += piece.text.length;
  }

  /** The block that is written to; a full one is followed by another. */
  private block(): Block {
    const last = this.blocks.peek().at(-1);
    if (last && last.lines.length <= LINES) return last;
    const open = last?.lines.pop();
    const next: Block = { key: ++this.keys, lines: [open ?? []], version: signal(0) };
    const kept = [...this.blocks.peek(), next];
    if (kept.length > BLOCKS) this.dropped.value += kept.shift()!.lines.length;
    this.blocks.value = kept;
    return next;
  }
}

/** The text of everything that is shown. */
export const textOf = (paper: Paper): string =>
  paper.blocks
    .peek()
    .flatMap((block) => block.lines.map((line) => line.map((piece) => piece.text).join("")))
    .join("\n");
