/** What an event says to a person; `path` is the file that it is about. */
export interface Told {
  text: string;
  path?: string;
}

type Data = Record<string, any>;

const many = (count: number, one: string, more: string) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

const told: Record<string, (data: Data) => Told> = {
  "files.batch_changed": ({ changes }) => ({ text: `${many(changes.length, "file", "files")} changed at once` }),
  "files.changed": ({ change, path }) => ({
    text: `${{ created: "Created", deleted: "Deleted" }[change as string] ?? "Changed"} ${path}`,
    ...(change !== "deleted" && { path }),
  }),
  "files.moved": ({ from, path }) => ({ text: `Moved ${from} to ${path}`, path }),
  "files.restored": ({ path }) => ({ text: `Restored ${path}`, path }),
  "files.trash_emptied": ({ ids }) => ({ text: `Emptied ${many(ids.length, "thing", "things")} from the trash` }),
  "files.trashed": ({ path }) => ({ text: `Put ${path} into the trash` }),
  "terminals.closed": () => ({ text: "Closed a terminal" }),
  "terminals.created": ({ terminal }) => ({ text: `Opened terminal ${terminal.name}` }),
  "terminals.exited": ({ code, signal }) => ({
    text: signal ? `A terminal's program was ended by ${signal}` : `A terminal's program ended with ${code}`,
  }),
  "terminals.renamed": ({ name }) => ({ text: `Called a terminal ${name}` }),
  "terminals.resized": ({ rows, cols }) => ({ text: `Resized a terminal to ${cols} × ${rows}` }),
  "terminals.shared": ({ shared }) => ({ text: shared ? "Shared a terminal" : "Stopped sharing a terminal" }),
  "terminals.taken": ({ writer }) => ({ text: `${writer} types in a terminal` }),
  "workspaces.file_opened": ({ path }) => ({ text: `Showed ${path} to everybody`, path }),
};

/** `documents.saved` is "Documents: saved" as long as nobody wrote a sentence for it. */
function plain(kind: string): string {
  const [module = "", name = ""] = kind.split(".");
  return `${module.charAt(0).toUpperCase()}${module.slice(1)}: ${name.replaceAll("_", " ")}`;
}

/** What happened, in a sentence. */
function sentence(kind: string, data: unknown): Told {
  try {
    return told[kind]?.(data as Data) ?? { text: plain(kind) };
  } catch {
    return { text: plain(kind) };
  }
}

/** How long something took or takes, e.g. `12 s`, `5 min`, `3 h`, `2 d`. */
function span(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

export const activity = {
  ago: (seconds: number) => (seconds < 5 ? "now" : `${span(seconds)} ago`),
  allKinds: "All kinds",
  browser: (name: string, system: string) => (system ? `${name} on ${system}` : name),
  byOutside: "outside of icotes",
  call: "Call",
  calls: "Calls",
  cancel: (title: string) => `Cancel ${title}`,
  clear: "Clear",
  clients: "Clients",
  clientsDenied: "This key may not see who is connected. It would need system:read.",
  clientsList: "Who is connected",
  clientsMore: (count: number) => `The first ${count.toLocaleString("en")} are shown.`,
  closeDetails: "Close the details",
  connectionId: "This connection",
  cpu: "Processor time",
  details: "Details",
  disconnect: (name: string) => `Disconnect ${name}`,
  disconnectTitle: (name: string) => `Disconnect ${name}?`,
  disconnectYes: "Disconnect",
  disconnectBody: "What it does now is broken off. With a valid key it may come back.",
  disconnectNo: "Cancel",
  doneSection: "Earlier",
  events: "Events",
  eventsEmpty: "Nothing has happened yet. What anybody does here appears as it happens.",
  eventsFiltered: "No event fits this filter.",
  eventsList: "What happened, newest first",
  failed: (why: string) => `Failed: ${why}`,
  figures: "Figures",
  filter: "Filter events",
  filterKind: "Kind of events",
  followers: "Followers of events",
  follows: (count: number) => `This page follows ${many(count, "stream", "streams")}`,
  gone: "This workspace was closed.",
  health: "Health",
  healthDenied: "This key may not see how the server is. It would need system:read.",
  healthState: {
    ok: "All is well",
    degraded: "The server works, but something needs you",
    failed: "A part of the server has failed",
  },
  healthBad: (count: number) => `${many(count, "part", "parts")} of the server ${count === 1 ? "needs" : "need"} you`,
  kind: { cli: "Command line", http: "HTTP client", mcp: "Agent (MCP)", websocket: "Client" },
  latency: (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
  latencyLabel: "Round trip",
  latencyUnknown: "–",
  loopDelay: "Longest wait in the last minute",
  memory: "Memory",
  bytes: (bytes: number) =>
    bytes < 1e6
      ? `${Math.round(bytes / 1e3)} kB`
      : bytes < 1e9
        ? `${(bytes / 1e6).toFixed(0)} MB`
        : `${(bytes / 1e9).toFixed(1)} GB`,
  messages: "Earlier messages",
  milliseconds: (seconds: number) => `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`,
  noCalls: "–",
  openFile: "Open the file",
  partState: { ok: "well", degraded: "lacks something", failed: "failed" },
  parts: "Parts",
  perMinute: (rate: number) => `${rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)}/min`,
  raw: "Data",
  retry: "Look for the server now",
  sawLast: (ago: string) => `last call ${ago}`,
  sentence,
  showClients: "Show who is connected",
  showEvents: "Show what happened",
  showHealth: "Show the health of the server",
  showTasks: "Show tasks",
  shows: (path: string) => `looks at ${path}`,
  span,
  state: { live: "Connected for", lost: "Looked for since", refused: "Refused since", connecting: "Connecting since" },
  statusGood: (ms: string) => `The server answers in ${ms}; all is well`,
  statusBad: (what: string, ms: string) => `${what}; it answers in ${ms}`,
  tasks: "Tasks",
  tasksEmpty: "Nothing is under way. Uploads and whatever takes longer appear here.",
  tasksList: "Under way",
  thisPage: "this page",
  title: "Activity",
  tryAgain: "Try again",
  upFor: "Up for",
  version: "Version",
  views: "Parts of activity",
  waits: "waits for the server",
  when: "When",
  who: "Who",
};
