// What programs ask a terminal: who and where it is, its colours. One page answers, and no old question is answered again.

import type { Terminal } from "@xterm/xterm";

const ASKED_BY_CSI = [
  { final: "n" },
  { prefix: "?", final: "n" },
  { final: "c" },
  { prefix: ">", final: "c" },
  { prefix: "=", final: "c" },
  { prefix: ">", final: "q" },
  { intermediates: "$", final: "p" },
  { prefix: "?", intermediates: "$", final: "p" },
  { final: "x" },
  { final: "t" },
  { prefix: "?", final: "u" },
];
const ASKED_BY_DCS = [
  { intermediates: "$", final: "q" },
  { intermediates: "+", final: "q" },
];
const COLOURS = [4, 10, 11, 12];

/** Lets questions be answered only while `may()` says so; the clipboard is no program's business. */
export function guard({ parser }: Terminal, may: () => boolean): void {
  for (const each of ASKED_BY_CSI) parser.registerCsiHandler(each, () => !may());
  for (const each of ASKED_BY_DCS) parser.registerDcsHandler(each, () => !may());
  for (const each of COLOURS) parser.registerOscHandler(each, (text) => text.includes("?") && !may());
  parser.registerOscHandler(52, () => true);
}
