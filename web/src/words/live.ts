const kinds: Record<string, string> = { agent: " (agent)", key: " (script)" };

/** How long ago something was, as people say it. */
function ago(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return "just now";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  return `${Math.round(minutes / 60)} h ago`;
}

const held: Record<string, string> = {
  read_only: "The file became read-only: what is typed is kept by the server, and not on disk.",
  full: "The disk is full: what is typed is kept by the server, and not on disk.",
  encoding: "The file's encoding lacks a character of this text: it is kept by the server, and not on disk.",
};

export const live = {
  you: "You, elsewhere",
  wrote: ({ author, kind, origin }: { author: string; kind: string; origin: string }, milliseconds: number): string =>
    `${origin === "disk" ? "Changed on disk" : author + (kinds[kind] ?? "")}${origin === "undo" ? ", undoing" : ""}, ${ago(milliseconds)}`,
  held: (why: string, detail: string): string => held[why] ?? detail,
  replaceFile: "Replace it with this text",
  offline: "The server does not answer: what you type is kept here, and joins what others typed once it does.",
  cached: "The server does not answer: this is the text as it was here last. You can go on typing.",
  undoOther: "Undo the last edit of somebody else",
  undoAgent: "Undo the agent's last edit",
  undoWhose: "Whose last edit in this file is undone?",
  undoNone: "Nobody else has edited this file lately.",
  undone: (author: string) => `The last edit of ${author} is undone.`,
  undoneNothing: (author: string) => `Nothing of ${author} is left to undo here.`,
  edits: (n: number, milliseconds: number) => `${n === 1 ? "1 edit" : `${n} edits`}, the last ${ago(milliseconds)}`,
  people: "People here",
  peopleHint: "Go to somebody and follow where they go",
  nobody: "Nobody else is here",
  here: (n: number) => (n === 1 ? "1 other is here" : `${n} others are here`),
  kind: { agent: "agent", key: "script", person: "", system: "", cookie: "" } as Record<string, string>,
  state: { active: "", idle: "idle", away: "away" } as Record<string, string>,
  somewhere: "in no file",
  looks: (names: readonly string[]) => `Here too: ${names.join("; ")}`,
  following: (name: string) => `You follow ${name}: this page goes where they go.`,
  unfollow: "Stop",
  left: (name: string) => `${name} left.`,
  stopFollowing: "Stop following",
};
