// Types and methods of the server. Generated from its method table by `make generate`; do not edit.

import type { Item, Transport } from "./rpc.ts";

/** Bytes as they stand in JSON. */
export type Base64 = string;

/**
 * Something that a server can do about the code at a place.
 *
 * Attributes:
 *     id: names it for `edits_of`, for a while.
 *     kind: as the protocol calls it, e.g. `quickfix`.
 *     preferred: it is the usual thing to do.
 */
export interface Action {
  id: string;
  title: string;
  kind: string;
  preferred: boolean;
  server: string;
}

/** The panel that is looked at; empty for none. */
export interface ActivePanel {
  panel: string;
  version: string;
}

/**
 * The kernel runs it now.
 *
 * Attributes:
 *     count: the how-manieth execution since the kernel started.
 */
export interface Began {
  type: "started";
  run: string;
  cell: string;
  count: number;
}

/**
 * Lines that came with the same commit.
 *
 * Attributes:
 *     line: the number of the first.
 *     commit: empty if they are not committed yet.
 */
export interface Blamed {
  line: number;
  lines: number;
  commit: string;
  author: string;
  at: number;
  subject: string;
}

/** Nothing for this follower up to this cursor; it only moves the cursor on. */
export interface Bookmark {
  type: "bookmark";
}

/**
 * A branch, a branch of a remote, or a tag.
 *
 * Attributes:
 *     name: e.g. `main` or `origin/main`.
 *     commit: where it stands.
 *     current: it is checked out here.
 *     ahead: commits that the upstream lacks.
 *     behind: commits that it lacks.
 *     gone: its upstream is not there any more.
 *     at: when its commit was made; seconds since the epoch, UTC.
 */
export interface Branch {
  name: string;
  kind: "branch" | "remote" | "tag";
  commit: string;
  current: boolean;
  upstream: string;
  ahead: number;
  behind: number;
  gone: boolean;
  at: number;
  subject: string;
}

/**
 * How a cache was used, since what it belongs to was opened.
 *
 * Attributes:
 *     name: what it keeps.
 *     hits: how often it had what was asked for.
 *     misses: how often it had not.
 *     bytes: what it holds now.
 */
export interface CacheUse {
  name: string;
  hits: number;
  misses: number;
  bytes: number;
}

/**
 * What a cell of a notebook put out.
 *
 * Attributes:
 *     state: whether it runs, or waits for that.
 *     count: the number of its last run.
 *     outputs: as nbformat has them, each text in one piece.
 */
export interface CellOutputs {
  type: "cell";
  cell: string;
  state: "idle" | "queued" | "running";
  count: number | null;
  outputs: Array<Record<string, unknown>>;
}

/**
 * A cell was run.
 *
 * Attributes:
 *     number: which of the notebook's cells it is; the first is 1.
 *     failed: how it failed; empty if it did not.
 */
export interface CellRan {
  type: "ran";
  cell: string;
  number: number;
  failed: string;
}

/** A cell runs, waits for that, or is done; what it put out is as it was. */
export interface CellRun {
  type: "run";
  cell: string;
  state: "idle" | "queued" | "running";
  count: number | null;
}

/**
 * How a checkout stands.
 *
 * Attributes:
 *     head: the commit that is checked out; empty before the first one.
 *     branch: empty if a commit is checked out without one.
 *     upstream: the branch that it is pulled from and pushed to, e.g. `origin/main`; empty for none.
 *     ahead: commits that the upstream lacks.
 *     behind: commits that this branch lacks.
 *     operation: what was begun and stopped at conflicts; `git.continue` or `git.abort` ends it.
 *     stashes: how many.
 *     files: the first of those that differ, by path.
 *     total: how many differ.
 */
export interface CheckoutStatus {
  head: string;
  branch: string;
  upstream: string;
  ahead: number;
  behind: number;
  operation: "" | "cherry-pick" | "merge" | "rebase" | "revert";
  stashes: number;
  files: Array<FileStatus>;
  total: number;
}

/**
 * A value that was chosen instead of a default.
 *
 * Attributes:
 *     level: for whom it holds: for one person, or for everybody in the workspace, which goes before it.
 *     by: who chose it.
 */
export interface Choice {
  level: "person" | "workspace";
  value: unknown;
  version: string;
  by: string;
}

/**
 * What the execution has shown so far is to go away.
 *
 * Attributes:
 *     wait: not before the next output.
 */
export interface Cleared {
  type: "clear";
  run: string;
  cell: string;
  wait: boolean;
}

/**
 * A commit.
 *
 * Attributes:
 *     parents: ids of the commits that it follows; several for a merge.
 *     refs: branches and tags that stand at it, in full, e.g. `refs/heads/main`; `HEAD` for what is checked out.
 *     at: when it was committed, seconds since the epoch, UTC.
 *     subject: the first line of its message.
 *     body: the rest of it.
 */
export interface Commit {
  id: string;
  parents: Array<string>;
  author: string;
  email: string;
  at: number;
  refs: Array<string>;
  subject: string;
  body: string;
}

/** A commit and the files that it changed against its first parent; `git.diff` has the hunks. */
export interface CommitDetail {
  commit: Commit;
  files: Array<FileDiff>;
}

/** A changed file, whole, in its three versions; null where it does not exist or is no text. */
export interface Compared {
  file: ReviewedFile;
  base: string | null;
  main: string | null;
  worktree: string | null;
}

/**
 * Something that may be meant.
 *
 * Attributes:
 *     id: names it for `resolve`, for a while.
 *     kind: e.g. `function`, `class`, `keyword`; empty if it is not known.
 *     new: what is to stand in the text; with `snippet`, in the syntax of snippets (`$1`, `${2:name}`).
 *     range: what is replaced by it; the word before the place unless given.
 *     filter: what is compared with what was typed; the label unless given.
 *     sort: what it is ordered by; the label unless given.
 *     more: edits elsewhere in the file that go with it, e.g. an import.
 *     text: what is known of it, in Markdown.
 */
export interface Completion {
  id: string;
  label: string;
  kind: string;
  detail: string;
  new: string;
  snippet: boolean;
  range: Range | null;
  filter: string;
  sort: string;
  preselect: boolean;
  deprecated: boolean;
  more: Array<TextEdit>;
  text: string;
}

/**
 * What may be meant at a place.
 *
 * Attributes:
 *     incomplete: there is more; ask again once more was typed.
 */
export interface Completions {
  items: Array<Completion>;
  incomplete: boolean;
}

/**
 * A file in conflict, in all its versions; null where it is not there or is no text in UTF-8.
 *
 * Attributes:
 *     base: as it was before both changed it.
 *     ours: as it is on the branch that is checked out (in a rebase: on the new base).
 *     theirs: as it is in what is merged (in a rebase: in the commit that is applied).
 *     merged: the file as it is now, with the marks of the conflicts.
 *     version: of the file as it is now, for `git.resolve`; `new` if there is none.
 *     ours_name: what the side is called, e.g. a branch.
 */
export interface ConflictSides {
  path: string;
  conflict: string;
  base: string | null;
  ours: string | null;
  theirs: string | null;
  merged: string | null;
  version: string;
  ours_name: string;
  theirs_name: string;
}

/**
 * A client that is here now.
 *
 * Attributes:
 *     id: opaque.
 *     kind: the face that it came by.
 *     user: the caller's name.
 *     address: the peer's network address.
 *     agent: what the client calls itself (`User-Agent`).
 *     opened: seconds since the epoch, UTC.
 *     active: when it last called something.
 *     calls: how often it did.
 *     rate: how often in a minute, lately: a call of a minute ago counts for about a third.
 */
export interface Connection {
  id: string;
  kind: "cli" | "http" | "mcp" | "websocket";
  user: string;
  session: string;
  grant: string;
  address: string;
  agent: string;
  opened: number;
  active: number;
  calls: number;
  rate: number;
}

/**
 * A file's content, or a part of it.
 *
 * Attributes:
 *     text: the text, if it is one.
 *     data: the bytes, if it is none.
 *     encoding: how the text is kept: `utf-8`, `utf-8-bom`, `utf-16-le`, `utf-16-be`, or `latin-1`.
 *     guessed: nothing proves the encoding; the text may look odd.
 *     media_type: from content and name, e.g. `image/png`.
 *     size: bytes of the whole file.
 *     offset: where this part begins, in bytes.
 */
export interface Content {
  path: string;
  text: string | null;
  data: Base64 | null;
  encoding: string | null;
  guessed: boolean;
  media_type: string;
  size: number;
  offset: number;
  version: string;
  modified: number;
}

/**
 * An entry of the clipboard.
 *
 * Attributes:
 *     owner: who copied it.
 *     kind: a text, a picture, or a file: bytes with a name.
 *     name: the file's name; empty if it has none.
 *     media_type: e.g. `text/plain` or `image/png`.
 *     size: in bytes.
 *     preview: how the text begins; empty for a secret, and if it is no text.
 *     secret: it is kept in memory for a short time only, and neither found nor shared.
 *     shared: the id of the workspace whose people see it; empty for none.
 *     created: when it was copied, seconds since the epoch, UTC.
 *     expires: when it is forgotten, unless it is pinned.
 */
export interface Copied {
  id: string;
  owner: string;
  kind: "file" | "image" | "text";
  name: string;
  media_type: string;
  size: number;
  preview: string;
  pinned: boolean;
  secret: boolean;
  shared: string;
  created: number;
  expires: number;
}

/**
 * An event that a handler did not take.
 *
 * Attributes:
 *     id: of the letter.
 *     handler: who did not take it, e.g. `documents.merge`.
 *     event: what happened.
 *     error: why, the last time.
 *     failed: when that was, in seconds since the epoch, UTC.
 *     attempts: how often it was tried.
 */
export interface DeadLetter {
  id: string;
  handler: string;
  event: EventRecord;
  error: string;
  failed: number;
  attempts: number;
}

/**
 * Something that a server found wrong.
 *
 * Attributes:
 *     code: of the rule.
 *     source: who says it, in the server's words.
 *     server: the language server that says it.
 *     unnecessary: it is not used.
 *     deprecated: it should not be used.
 *     link: where the rule is described.
 */
export interface Diagnostic {
  range: Range;
  severity: "error" | "hint" | "information" | "warning";
  message: string;
  code: string;
  source: string;
  server: string;
  unnecessary: boolean;
  deprecated: boolean;
  link: string;
}

/**
 * Lines that differ, with some around them.
 *
 * Attributes:
 *     old_start: the number of its first line before; the first line of a file is 1.
 *     lines: each with a space (in both), `-` (before) or `+` (after) in front of it, without its end.
 */
export interface DiffHunk {
  old_start: number;
  old_lines: number;
  new_start: number;
  new_lines: number;
  lines: Array<string>;
}

/**
 * How one file differs between two points.
 *
 * Attributes:
 *     path: where it is after; if it is gone, where it was.
 *     from_: where it was before, if elsewhere.
 *     type: what it is after; if it is gone, what it was.
 *     added: lines that are new.
 *     removed: lines that are gone.
 *     old_mode: permission bits before; 0 if it was not there.
 *     binary: it is no text, or too large to be compared.
 *     missing: why the contents can't be compared; empty if they were.
 *     hunks: what differs, if that was asked for.
 */
export interface Difference {
  change: "changed" | "created" | "deleted" | "moved";
  path: string;
  from: string;
  added: number;
  removed: number;
  old_size: number;
  new_size: number;
  type: "file" | "folder" | "link" | "other";
  binary: boolean;
  missing: string;
  old_mode: number;
  new_mode: number;
  hunks: Array<DiffHunk>;
}

/**
 * An open document.
 *
 * Attributes:
 *     document: which incarnation this is: updates of another one don't fit into it.
 *     length: in characters.
 *     encoding: how the text is kept on disk: as in `files.read`.
 *     ending: how a line ends on disk; in the document it is always `\n`.
 */
export interface Document {
  path: string;
  document: string;
  kind: "notebook" | "rich" | "text";
  version: string;
  length: number;
  encoding: string;
  ending: "\n" | "\r\n" | "mixed";
  status: DocumentStatus;
}

/**
 * Who changed a document, and when.
 *
 * Attributes:
 *     version: of the document with it.
 *     time: seconds since the epoch, UTC.
 *     size: bytes of the update.
 */
export interface DocumentChange {
  version: string;
  time: number;
  author: string;
  kind: "agent" | "key" | "person" | "system";
  origin: "disk" | "edit" | "undo";
  size: number;
}

/**
 * A document as a follower begins with it.
 *
 * Attributes:
 *     update: what the client lacks, as an update of Yjs.
 *     state: the server's state vector: with it a client can tell what the server lacks.
 */
export interface DocumentState {
  document: Document;
  update: Base64;
  state: Base64;
}

/**
 * How a document stands to its file.
 *
 * Attributes:
 *     saved: everything is on disk.
 *     trouble: why it can't be brought to disk; empty if it can.
 *     detail: the same for people.
 *     path: where its file is; it may have moved.
 *     version_on_disk: of the file, as in `files.read`.
 */
export interface DocumentStatus {
  type: "status";
  saved: boolean;
  trouble: "" | "conflict" | "encoding" | "full" | "gone" | "read_only" | "refused" | "unreadable";
  detail: string;
  path: string;
  version_on_disk: string;
}

/** The text of a document at a version. */
export interface DocumentText {
  text: string;
  version: string;
}

/**
 * A change of a document, as an update of Yjs.
 *
 * Attributes:
 *     author: whose it is; `system` for what came from disk.
 *     origin: `disk` for what changed outside.
 */
export interface DocumentUpdate {
  type: "update";
  update: Base64;
  author: string;
  kind: "agent" | "key" | "person" | "system";
  origin: "disk" | "edit" | "undo";
}

/** Somebody who is not here any more. */
export interface DocumentsLeft {
  type: "left";
  connection: string;
}

/**
 * The execution is over.
 *
 * Attributes:
 *     status: `aborted` never ran; `dead` was ended with the kernel.
 */
export interface Done {
  type: "ended";
  run: string;
  cell: string;
  status: "aborted" | "dead" | "error" | "ok";
  count: number | null;
}

/** A download on a face that has no raw bytes. */
export interface Downloaded {
  data: Base64;
  media_type: string;
  version: string;
}

/**
 * A replacement: of a quoted passage, of a range, or (with neither) at the end of the document.
 *
 * Attributes:
 *     new: what stands there afterwards.
 *     old: the passage; it must be there exactly once, unless `nth` says which is meant.
 *     nth: the first is 1.
 *     start: where a range begins, in the text at `version`.
 *     end: before where it ends; left out, nothing is replaced.
 */
export interface Edit {
  new: string;
  old?: string | null;
  nth?: number | null;
  start?: number | null;
  end?: number | null;
}

/**
 * What came of edits.
 *
 * Attributes:
 *     version: of the document with them in it.
 *     ranges: where the new texts stand at that version, begin and end, in the order of the edits.
 */
export interface Edited {
  version: string;
  ranges: Array<[number, number]>;
}

/**
 * What is known of a file without reading it.
 *
 * Attributes:
 *     size: bytes; 0 for a folder.
 *     modified: seconds since the epoch, UTC.
 *     mode: permission bits, e.g. 420 (octal 644).
 *     escaped: the name on disk is no plain text; it is written with `%XX` here.
 *     clash: another name in the folder differs only in case or in how accents are composed.
 */
export interface Entry {
  path: string;
  type: "file" | "folder" | "link" | "other";
  size: number;
  modified: number;
  version: string;
  mode: number;
  escaped: boolean;
  clash: boolean;
}

/**
 * Events of one kind since the server started.
 *
 * Attributes:
 *     delivered: how often one reached a follower; each follower counts.
 */
export interface EventCount {
  kind: string;
  published: number;
  delivered: number;
}

/**
 * An event as it stands in a log.
 *
 * Attributes:
 *     id: unique in all logs; an event handler is idempotent by it.
 *     time: seconds since the epoch, UTC.
 *     kind: the event's name, e.g. `files.changed`.
 *     actor: the name of who caused it; `system` for the server itself.
 *     call: the id of the call that caused it; empty when nobody called.
 */
export interface EventRecord {
  type: "event";
  id: string;
  time: number;
  kind: string;
  actor: string;
  call: string;
  data: unknown;
}

/**
 * How a process ended; when what held it was killed, nobody knows, and there is neither code nor signal.
 *
 * Attributes:
 *     code: what it returned; null when a signal ended it.
 *     signal: the name of that signal, e.g. `SIGKILL`; empty when it returned.
 */
export interface Exit {
  code: number | null;
  signal: string;
}

/** All that is known to be wrong with a file now. */
export interface FileDiagnostics {
  type: "diagnostics";
  path: string;
  diagnostics: Array<Diagnostic>;
}

/**
 * How a file differs.
 *
 * Attributes:
 *     from_: where it was, if it moved.
 *     old_mode: e.g. `100644`; `000000` for no file.
 *     added: lines.
 *     removed: lines.
 *     binary: it is no text.
 *     cut: there is too much; ask for this path alone.
 */
export interface FileDiff {
  path: string;
  from: string;
  change: "" | "added" | "changed" | "conflict" | "copied" | "deleted" | "moved" | "type" | "untracked";
  old_mode: string;
  new_mode: string;
  added: number;
  removed: number;
  binary: boolean;
  cut: boolean;
  hunks: Array<PatchHunk>;
}

/**
 * Edits of one file, all of its text at `version`; they do not overlap.
 *
 * Attributes:
 *     version: of the text, from the method that made the edits.
 */
export interface FileEdits {
  path: string;
  version: string;
  edits: Array<TextEdit>;
}

/**
 * A file that is not as it is in the last commit.
 *
 * Attributes:
 *     staged: how the next commit would change it; empty if not.
 *     unstaged: how it differs from what is staged; `untracked` if git does not know it; empty if not.
 *     from_: where it was, if it moved.
 *     conflict: who did what, if both sides changed it, e.g. `both changed` or `deleted by them`.
 */
export interface FileStatus {
  path: string;
  staged: "" | "added" | "changed" | "conflict" | "copied" | "deleted" | "moved" | "type" | "untracked";
  unstaged: "" | "added" | "changed" | "conflict" | "copied" | "deleted" | "moved" | "type" | "untracked";
  from: string;
  conflict: string;
}

/**
 * Somebody who follows a log of events.
 *
 * Attributes:
 *     log: the workspace's id, or `server`.
 *     delivered: events that reached the reader.
 *     gaps: how often it came too late for records that were trimmed.
 *     lag: records that it has yet to read or pass over.
 */
export interface Follower {
  user: string;
  connection: string;
  log: string;
  kinds: Array<string>;
  delivered: number;
  gaps: number;
  lag: number;
}

/** Records before this cursor can't be had: they are `trimmed`, or of another `epoch`; a snapshot comes next. */
export interface Gap {
  type: "gap";
  reason: string;
}

/** Another repository; its address is shown without names and passwords. */
export interface GitRemote {
  name: string;
  url: string;
  push_url: string;
}

/** Entries are not there any more. */
export interface Gone {
  type: "gone";
  ids: Array<string>;
}

/**
 * What is known of the thing at a place.
 *
 * Attributes:
 *     text: Markdown.
 *     range: of the thing, if the server says it.
 */
export interface Hover {
  text: string;
  range: Range | null;
}

/**
 * Lines that a worktree changed, which can be accepted by themselves.
 *
 * Attributes:
 *     id: names it for `workspaces.merge`; it stays as long as nobody changes these lines again.
 *     conflict: `main` changed them too, in another way.
 *     base: the lines in the version that both began with.
 *     main: the lines as they are in `main` now.
 *     worktree: the lines as they are in the worktree.
 */
export interface Hunk {
  id: string;
  conflict: boolean;
  base: Passage;
  main: Passage;
  worktree: Passage;
}

/**
 * What this server is.
 *
 * Attributes:
 *     version: of the program.
 *     protocol: the versions of the protocol that it speaks.
 *     faces: the ways in, as `system.connections` names them.
 *     modules: the capabilities that it has.
 *     methods: how many methods there are.
 *     workspaces: how many are open.
 *     connections: how many clients are connected.
 *     started: seconds since the epoch, UTC.
 */
export interface Info {
  version: string;
  protocol: ProtocolRange;
  faces: Array<"cli" | "http" | "mcp" | "websocket">;
  modules: Array<string>;
  methods: number;
  workspaces: number;
  connections: number;
  started: number;
}

/**
 * A kernel: a program that runs code, piece by piece, and keeps the variables.
 *
 * Attributes:
 *     kind: `repl` is the small one of icotes, `jupyter` any that is installed for Jupyter.
 *     owner: who started it.
 *     cwd: the folder in which it was started, from the workspace's.
 *     state: a `dead` one can be restarted; its variables are gone.
 *     waiting: how many pieces of code wait for their turn, the one that runs among them.
 *     created: seconds since the epoch, UTC.
 *     exit: how its process ended; null while it runs.
 *     reason: why it is dead, in words.
 */
export interface Kernel {
  id: string;
  name: string;
  language: string;
  kind: "jupyter" | "repl";
  owner: string;
  cwd: string;
  created: number;
  state: "busy" | "dead" | "idle" | "starting";
  waiting: number;
  exit: Exit | null;
  reason: string;
}

/**
 * A language that programs can be run in.
 *
 * Attributes:
 *     endings: of its files.
 *     available: its program is on the server.
 *     version: what the program says of itself.
 *     install: what to do when it is missing.
 */
export interface Language {
  name: string;
  endings: Array<string>;
  available: boolean;
  version: string;
  install: string;
}

/**
 * A language server of a workspace.
 *
 * Attributes:
 *     languages: as the protocol calls them, e.g. `python`.
 *     files: patterns of names.
 *     beside: it is asked as well as another server of the language.
 *     state: `missing` is not installed; `stopped` starts when it is needed; `failing` ended by itself and is
 *         tried again.
 *     detail: for people: what is wrong.
 *     install: what to do to have it.
 *     pid: its process on the server's machine, while there is one.
 *     walls: what stands between it and the machine; empty when nothing does.
 */
export interface LanguageServer {
  name: string;
  languages: Array<string>;
  files: Array<string>;
  beside: boolean;
  state: "failing" | "missing" | "ready" | "starting" | "stopped";
  detail: string;
  install: string;
  pid: number | null;
  walls: string;
}

/**
 * What was run in one language, as far as it is kept.
 *
 * Attributes:
 *     failed: ended with another exit code than 0, or early.
 *     cached: answered without running.
 *     seconds: of all together.
 */
export interface LanguageUse {
  language: string;
  runs: number;
  failed: number;
  cached: number;
  seconds: number;
  cpu_seconds: number;
  slowest: number;
}

/**
 * Open files and how they stand, kept under a name for everybody in the workspace.
 *
 * Attributes:
 *     active: the path of the file that gets the focus.
 *     arrangement: how all of it stands on the screen, as the client keeps it.
 *     version: changes whenever the layout is saved.
 *     by: who saved it last.
 *     at: when; seconds since the epoch, UTC.
 */
export interface Layout {
  name: string;
  files: Array<OpenFile>;
  active: string;
  arrangement: Record<string, unknown>;
  version: string;
  by: string;
  at: number;
}

/**
 * A place in a file.
 *
 * Attributes:
 *     path: empty if the file is not in this workspace.
 *     name: of the file.
 *     text: the line.
 */
export interface Location {
  path: string;
  name: string;
  range: Range;
  text: string;
}

/**
 * What became of a merge, a rebase, or of going on with one.
 *
 * Attributes:
 *     state: `conflicts` stopped it: resolve them (`git.resolve`), then `git.continue` or `git.abort`.
 *     head: the commit that is checked out now.
 *     conflicts: the paths that are in conflict.
 */
export interface MergeOutcome {
  state: "conflicts" | "done" | "unchanged";
  head: string;
  conflicts: Array<string>;
}

/**
 * What a merge did.
 *
 * Attributes:
 *     paths: the files of `main` that it changed.
 *     hunks: how many it took.
 *     left: how many are still to be accepted.
 */
export interface Merged {
  paths: Array<string>;
  hunks: number;
  left: number;
}

/**
 * How a method did since the server started; times in seconds.
 *
 * Attributes:
 *     failures: how many calls ended with an error, by its kind.
 *     p50: half of the latest calls took no longer.
 */
export interface MethodTimes {
  method: string;
  calls: number;
  failures: Record<string, number>;
  p50: number;
  p95: number;
  p99: number;
  total: number;
}

/**
 * A change on the timeline, or a mark.
 *
 * Attributes:
 *     id: names the point right after it; `ID^` names the one right before it.
 *     time: when it was noticed; seconds since the epoch, UTC.
 *     change: what happened; `checkpoint` and `restored` are marks.
 *     path: where.
 *     from_: where it was before, if it was moved or copied.
 *     mode: permission bits.
 *     hash: SHA-256 of the content in hexadecimal; empty if it was not looked at.
 *     size: bytes.
 *     kept: the content is kept, so that it can be compared and restored.
 *     authors: who did it, as far as that is known.
 *     cause: through what: a method, an agent's call, a program on a terminal, a program elsewhere, or going back.
 *     method: which one.
 *     call: the id of the call; what one call did has one.
 *     terminal: the id of the terminal, if it could only be that one.
 *     name: of the checkpoint; of `restored`, the point that it went back to.
 */
export interface Moment {
  id: string;
  time: number;
  change: "changed" | "checkpoint" | "copied" | "created" | "deleted" | "moved" | "restored";
  path: string;
  from: string;
  authors: Array<string>;
  cause: "agent" | "method" | "outside" | "restore" | "terminal";
  method: string;
  name: string;
  type: "file" | "folder" | "link" | "other";
  size: number;
  terminal: string;
  kept: boolean;
  mode: number;
  call: string;
  hash: string;
}

/** A file whose path fits what was typed; better ones come first. */
export interface NameMatch {
  path: string;
}

/**
 * A key that was just made.
 *
 * Attributes:
 *     key: the key itself; it is shown this once and kept nowhere.
 *     token: what the server knows of it.
 */
export interface NewToken {
  key: string;
  token: Token;
}

/** A cell of a notebook. */
export interface NotebookCell {
  id: string;
  cell_type: string;
  source: string;
}

/**
 * What runs the cells of a notebook.
 *
 * Attributes:
 *     kernel: its id; empty if there is none.
 *     detail: what is wrong with it, for people.
 */
export interface NotebookKernel {
  type: "kernel";
  kernel: string;
  language: string;
  state: "busy" | "dead" | "idle" | "none" | "starting";
  detail: string;
}

/** What the cells of a notebook put out; one that put out nothing is not in it. */
export interface NotebookState {
  kernel: NotebookKernel;
  cells: Array<CellOutputs>;
}

/**
 * A file that somebody has open.
 *
 * Attributes:
 *     preview: the next file that is looked at takes its place.
 */
export interface OpenFile {
  path: string;
  preview?: boolean;
}

/**
 * What one person has open in a workspace, wherever they look at it.
 *
 * Attributes:
 *     user: whose it is.
 *     active: the path of the file that has the focus; empty for none.
 *     arrangement: how all of it stands on the screen, as the client keeps it; empty for its usual one.
 *     layout: the name of the layout that was loaded last.
 *     version: changes whenever any of this does; `new` before anything was kept.
 *     at: when it changed; seconds since the epoch, UTC.
 */
export interface OpenFiles {
  user: string;
  files: Array<OpenFile>;
  active: string;
  arrangement: Record<string, unknown>;
  layout: string;
  version: string;
  at: number;
}

/**
 * Something that a program printed.
 *
 * Attributes:
 *     text: what was printed, if it is text.
 *     data: the bytes, if they are none.
 */
export interface Output {
  type: "output";
  stream: "stderr" | "stdout";
  text: string;
  data: Base64;
}

/** A cell put something out; a `stream` goes on with the output before it, if that is one of the same name. */
export interface OutputAdded {
  type: "added";
  cell: string;
  output: Record<string, unknown>;
}

/**
 * A file as a page.
 *
 * Attributes:
 *     kind: `html` is the file's own text, with its own scripts; `rendered` was made of it and holds none.
 *     html: a whole document, or, if it is rendered, what stands in its body.
 *     look: how the page is dressed: `markdown`, `notebook`, `table`, `picture` or `text`.
 *     title: the file's name.
 */
export interface Page {
  kind: "html" | "rendered";
  html: string;
  look: "html" | "markdown" | "notebook" | "picture" | "table" | "text";
  title: string;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfCommit {
  items: Array<Commit>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfConnection {
  items: Array<Connection>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfCopied {
  items: Array<Copied>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfDifference {
  items: Array<Difference>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfDocumentChange {
  items: Array<DocumentChange>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfEntry {
  items: Array<Entry>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfEventRecord {
  items: Array<EventRecord>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfMoment {
  items: Array<Moment>;
  next: string | null;
}

/**
 * A part of a long list.
 *
 * Attributes:
 *     items: in a stable order.
 *     next: pass it as `after` for the next page; null on the last one.
 */
export interface PageOfRun {
  items: Array<Run>;
  next: string | null;
}

/**
 * A panel that everybody in a workspace has; who changes it last decides.
 *
 * Attributes:
 *     id: what the clients know it by, e.g. `terminals`.
 *     place: where it stands.
 *     open: whether it is shown.
 *     data: what its clients keep of it, e.g. which terminals stand side by side.
 *     version: changes whenever the panel does.
 *     by: who changed it last.
 *     at: when; seconds since the epoch, UTC.
 */
export interface Panel {
  id: string;
  title: string;
  place: "below" | "centre" | "side";
  open: boolean;
  data: Record<string, unknown>;
  version: string;
  by: string;
  at: number;
}

/** The panels of a workspace, and the id of the active one; empty for none. */
export interface Panels {
  active: string;
  panels: Array<Panel>;
}

/** A parameter of a signature: where it stands in the label, in characters. */
export interface Parameter {
  start: number;
  end: number;
  text: string;
}

/** How the part with this name is. */
export interface PartHealth {
  state: "degraded" | "failed" | "ok";
  detail: string;
  name: string;
}

/**
 * Some lines of a text.
 *
 * Attributes:
 *     line: the number of the first; the one after which there are none, if there are none.
 *     lines: how many.
 *     text: what they say; empty for what is no text.
 */
export interface Passage {
  line: number;
  lines: number;
  text: string;
}

/**
 * A file as it was.
 *
 * Attributes:
 *     moment: the one since which it was so.
 *     path: where it was then.
 *     type: of a `link`, the text is where it leads.
 *     mode: permission bits.
 *     text: the content, if it is a text in UTF-8.
 *     data: the content, if it is none.
 */
export interface PastContent {
  moment: string;
  path: string;
  type: "file" | "folder" | "link" | "other";
  mode: number;
  hash: string;
  size: number;
  text: string | null;
  data: Base64 | null;
}

/**
 * What became of one key of one part of a state; without `value` and `fields` it is gone.
 *
 * Attributes:
 *     part: e.g. `panels`.
 *     key: e.g. a panel's id.
 *     value: what it is now, whole.
 *     fields: what changed of it; its other fields stay as they are.
 *     actor: who changed it.
 */
export interface Patch {
  type: "patch";
  part: string;
  key: string;
  value: Record<string, unknown> | null;
  fields: Record<string, unknown> | null;
  actor: string;
}

/**
 * Lines that differ, with some around them.
 *
 * Attributes:
 *     id: names it for `git.stage`, `git.unstage` and `git.discard`, as long as nobody changes these lines.
 *     old_start: the number of its first line before.
 *     new_start: the number of its first line after.
 *     section: what stands above, e.g. the head of the function.
 *     lines: each begins with ` `, `-` or `+`; one that begins with a backslash says that the file ends without a
 *         new line.
 */
export interface PatchHunk {
  id: string;
  old_start: number;
  old_lines: number;
  new_start: number;
  new_lines: number;
  section: string;
  lines: Array<string>;
}

/**
 * What is at a path when a follower begins.
 *
 * Attributes:
 *     entry: the file or folder itself; null if there is none.
 *     entries: what is right in it, if it is a folder; the first 10,000.
 */
export interface Placed {
  entry: Entry | null;
  entries: Array<Entry>;
}

/**
 * A TCP port on which a program of a workspace listens.
 *
 * Attributes:
 *     host: the address that it listens on, as one connects to it.
 *     program: the program's name.
 *     pid: its process on the server's machine.
 *     terminal: the id of the terminal that it was started on; empty if on none.
 *     since: when it was noticed; seconds since the epoch, UTC.
 */
export interface Port {
  port: number;
  host: string;
  program: string;
  pid: number;
  terminal: string;
  since: number;
}

/**
 * How a browser gets to a program: `http://`, then `name`, `:` and the server's port, then `path`.
 *
 * Attributes:
 *     name: the host; it stays the same for this person and port.
 *     domain: beneath which it is; `localhost` works on the server's own machine and through `ssh -L`.
 *     path: lets one browser in, once and soon.
 */
export interface PortAddress {
  port: number;
  name: string;
  domain: string;
  path: string;
}

/**
 * How somebody likes something.
 *
 * Attributes:
 *     name: section and name, e.g. `editor.word_wrap`.
 *     value: what holds for this person in this workspace.
 *     default: what holds when nobody chose.
 *     origin: who chose the value that holds.
 *     chosen: what was chosen, by level.
 *     description: what it is for.
 *     schema: what values it may have (JSON Schema).
 */
export interface Preference {
  name: string;
  value: unknown;
  default: unknown;
  origin: "default" | "person" | "workspace";
  chosen: Array<Choice>;
  description: string;
  schema: Record<string, unknown>;
}

/**
 * Somebody who is here.
 *
 * Attributes:
 *     connection: by which they are here; a person with two windows is here twice.
 *     user: whose name it is, as `documents.history` has it: of a script with that of its key.
 *     kind: a person, a script with a key, or an agent that acts for a person.
 *     path: the file that they look at; empty for none.
 *     anchor: where their selection begins.
 *     head: where it ends, and their cursor is.
 *     colour: a number from 0 to 11, the same wherever the person is.
 *     since: when they came, in seconds since the epoch, UTC.
 */
export interface Present {
  type: "present";
  connection: string;
  user: string;
  kind: "agent" | "cookie" | "key" | "person" | "system";
  path: string;
  anchor: string;
  head: string;
  state: "active" | "away" | "idle";
  colour: number;
  since: number;
}

/**
 * An address that shows the pages of a folder, for a while and with its maker's rights.
 *
 * Attributes:
 *     address: from the server's root; whoever has it sees the folder's files until it ends.
 *     path: of the page.
 *     folder: what of the workspace can be seen under it.
 *     network: pages may load from elsewhere, and send there.
 */
export interface Preview {
  address: string;
  path: string;
  folder: string;
  network: boolean;
}

/** Text was printed. */
export interface Printed {
  type: "output";
  run: string;
  cell: string;
  stream: "stderr" | "stdout";
  data: string;
}

/**
 * A folder of files that the server knows.
 *
 * Attributes:
 *     id: opaque; it stays the same when the project is closed and opened again.
 *     name: the folder's name; with a number if another project has it already.
 *     folder: where the files are on the server's machine.
 *     workspace: the name of its workspace: `main` for the first project of a server, the project's name for others.
 *     opened: whether its workspace is open.
 *     notes: what somebody should know about this folder, e.g. that it lies on a network file system.
 */
export interface Project {
  id: string;
  name: string;
  folder: string;
  workspace: string;
  opened: boolean;
  notes: Array<string>;
}

/** The oldest and the newest version of the protocol that a server speaks. */
export interface ProtocolRange {
  min: string;
  max: string;
}

/**
 * What became of a branch that was pushed.
 *
 * Attributes:
 *     ref: the branch on the remote.
 *     state: `new` if it was made there.
 */
export interface Pushed {
  ref: string;
  state: "deleted" | "forced" | "new" | "unchanged" | "updated";
  remote: string;
}

/** An entry is new, or not as it was; the newest copy stands first. */
export interface Put {
  type: "put";
  entry: Copied;
}

/**
 * Code was handed to the kernel.
 *
 * Attributes:
 *     by: who did.
 *     at: seconds since the epoch, UTC.
 */
export interface Queued {
  type: "queued";
  run: string;
  cell: string;
  code: string;
  by: string;
  at: number;
}

/**
 * The code failed.
 *
 * Attributes:
 *     name: of the exception.
 *     value: its text.
 *     traceback: lines; they may hold the colours of a terminal.
 */
export interface Raised {
  type: "error";
  run: string;
  cell: string;
  name: string;
  value: string;
  traceback: Array<string>;
}

/** A part of a text: lines and columns count from 1, in characters; it ends before `end_line`, `end_column`. */
export interface Range {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/**
 * A folder of another machine.
 *
 * Attributes:
 *     id: of its workspace; the same there and here.
 *     name: what its workspace is called here.
 *     host: what ssh calls the machine.
 *     folder: the folder there.
 *     connected: whether there is a connection now; one is made when it is needed.
 */
export interface RemotesRemote {
  id: string;
  name: string;
  host: string;
  folder: string;
  connected: boolean;
}

/**
 * What going back did.
 *
 * Attributes:
 *     moment: the mark on the timeline.
 *     before: the point before it: give it to `workspaces.restore` to undo this.
 *     to: the moment that it went back to.
 *     left: what stayed as it was; the first 100.
 *     not_restored: how many stayed as they were.
 */
export interface Restored {
  moment: string;
  before: string;
  to: string;
  created: number;
  changed: number;
  deleted: number;
  not_restored: number;
  left: Array<WorkspacesLeft>;
}

/**
 * What a worktree changed that `main` has not taken yet, committed or not.
 *
 * Attributes:
 *     main: the id of the workspace that it would be merged into.
 *     base: the commit that both began with.
 *     conflicts: hunks that both changed.
 */
export interface Review {
  worktree: string;
  main: string;
  branch: string;
  base: string;
  files: Array<ReviewedFile>;
  conflicts: number;
}

/**
 * A file that a worktree changed.
 *
 * Attributes:
 *     status: what the worktree did to it.
 *     added: lines.
 *     removed: lines.
 *     conflicts: how many of its hunks are in conflict.
 *     binary: it is no text, or too long for one: there is one hunk, the whole file.
 *     cut: the review is long, the hunks of this file are left out; ask for its path.
 *     note: why it can't be merged here, else empty.
 */
export interface ReviewedFile {
  path: string;
  status: "added" | "changed" | "deleted";
  hunks: Array<Hunk>;
  added: number;
  removed: number;
  conflicts: number;
  binary: boolean;
  cut: boolean;
  note: string;
}

/**
 * A program that runs, or ran.
 *
 * Attributes:
 *     owner: who started it; everybody else sees its output without what a screen would obey or answer.
 *     path: the file that was run; empty for a piece of code.
 *     code: the piece of code, cut when it is long.
 *     started: seconds since the epoch, UTC.
 *     exit: how the program ended; null while it runs, or if nobody saw it.
 *     trouble: what ended it early: `cancelled`, a limit, or `lost` when the server stopped.
 *     cached: nothing ran; this is what an earlier run of the same did.
 *     output: bytes that it printed.
 *     files: what it left beside the workspace.
 *     passed_over: how many files it left that were too much to keep.
 */
export interface Run {
  id: string;
  owner: string;
  language: string;
  path: string;
  code: string;
  args: Array<string>;
  cwd: string;
  state: "ended" | "running";
  started: number;
  exit: Exit | null;
  trouble: "" | "cancelled" | "cpu" | "disk" | "lost" | "memory" | "output" | "timeout";
  cached: boolean;
  use: Use | null;
  output: number;
  files: Array<RunFile>;
  passed_over: number;
}

/**
 * A file that a run left.
 *
 * Attributes:
 *     name: its path from where the run worked; `execution.download` takes it.
 *     size: bytes.
 */
export interface RunFile {
  name: string;
  size: number;
}

/**
 * How far a run may go; what is left out is as it is set, and nothing goes beyond that.
 *
 * Attributes:
 *     seconds: until it is ended.
 *     cpu_seconds: of computing.
 *     memory: bytes.
 *     processes: and threads, at a time.
 *     output: bytes that it prints.
 *     disk: bytes that it writes.
 */
export interface RunLimits {
  seconds?: number | null;
  cpu_seconds?: number | null;
  memory?: number | null;
  processes?: number | null;
  output?: number | null;
  disk?: number | null;
}

/**
 * How the server is.
 *
 * Attributes:
 *     state: the worst of its parts.
 *     parts: those that can tell, in the order of their start.
 */
export interface ServerHealth {
  state: "degraded" | "failed" | "ok";
  parts: Array<PartHealth>;
}

/**
 * How much happens.
 *
 * Attributes:
 *     methods: those that were called.
 *     gaps: how often a follower of events came too late for records that were trimmed; nothing else is ever dropped.
 *     followers: who follows events now.
 *     connections: clients that are connected, by face.
 *     caches: what is kept so that it need not be made or read again.
 */
export interface ServerStatistics {
  methods: Array<MethodTimes>;
  usage: Usage;
  events: Array<EventCount>;
  gaps: number;
  followers: Array<Follower>;
  connections: Record<string, number>;
  caches: Array<CacheUse>;
}

/**
 * A part of the server.
 *
 * Attributes:
 *     name: a module's name, or that of a building block's class.
 *     state: `running`, unless its health says otherwise; `stopped` until it is first called.
 *     needs: the parts that it was given.
 *     methods: what it can be asked; building blocks have none.
 */
export interface Service {
  name: string;
  version: string;
  state: "degraded" | "failed" | "running" | "stopped";
  needs: Array<string>;
  methods: Array<string>;
}

/**
 * A browser's session.
 *
 * Attributes:
 *     token: its key's public part: id, name, expiry, last use.
 *     data: what its client keeps in it.
 */
export interface Session {
  token: Token;
  data: Record<string, unknown>;
}

/**
 * One setting as it stands.
 *
 * Attributes:
 *     name: section and field, e.g. `files.trash_days`.
 *     value: what holds.
 *     default: what would hold if nobody had set it.
 *     origin: `default`, the file and line, the environment's variable or the flag.
 *     description: what it is for.
 */
export interface Setting {
  name: string;
  value: unknown;
  default: unknown;
  origin: string;
  description: string;
}

/**
 * One change of what a workspace shares.
 *
 * Attributes:
 *     patches: what became of the parts that it concerns.
 *     id: of the event that tells the same.
 */
export interface SharedChanged {
  type: "changed";
  patches: Array<Patch>;
  id: string;
}

/**
 * Something is to be seen: the same thing in one or more forms.
 *
 * Attributes:
 *     data: by MIME type; text, base64 of what is binary, or a JSON value.
 *     metadata: by MIME type, e.g. width and height.
 *     display: names it, so that it can be replaced; empty if it has no name.
 *     update: it replaces what was shown under that name.
 *     count: of the execution whose last expression it is; null if it was only shown.
 */
export interface Shown {
  type: "display";
  run: string;
  cell: string;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  display: string;
  update: boolean;
  count: number | null;
}

/**
 * One way to call a function.
 *
 * Attributes:
 *     parameter: which of the parameters is being written, the first is 0; null for none.
 */
export interface Signature {
  label: string;
  text: string;
  parameters: Array<Parameter>;
  parameter: number | null;
}

/** The ways to call the function whose call is being written; `active` is the likely one, the first is 0. */
export interface Signatures {
  signatures: Array<Signature>;
  active: number;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfDictOfStrAndDictOfStrAndAny {
  type: "snapshot";
  state: Record<string, Record<string, unknown>>;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfDocumentState {
  type: "snapshot";
  state: DocumentState;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfKernel {
  type: "snapshot";
  state: Kernel;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfListOfCopied {
  type: "snapshot";
  state: Array<Copied>;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfListOfFileDiagnostics {
  type: "snapshot";
  state: Array<FileDiagnostics>;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfListOfPresent {
  type: "snapshot";
  state: Array<Present>;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfNone {
  type: "snapshot";
  state: null;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfNotebookState {
  type: "snapshot";
  state: NotebookState;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfPlaced {
  type: "snapshot";
  state: Placed;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfRun {
  type: "snapshot";
  state: Run;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfTerminal {
  type: "snapshot";
  state: Terminal;
}

/**
 * Changes that were put aside.
 *
 * Attributes:
 *     id: names it for `git.unstash` and `git.drop_stash`.
 *     branch: what was checked out.
 */
export interface Stash {
  id: string;
  message: string;
  at: number;
}

/**
 * Figures of one workspace's files, since it was opened.
 *
 * Attributes:
 *     cache_hits: reads that needed no reading from disk.
 *     cache_bytes: what the cache holds now.
 *     unwatched: folders in which no change is noticed.
 *     names: paths in the index of names; 0 until the first search.
 */
export interface Statistics {
  cache_hits: number;
  cache_misses: number;
  cache_bytes: number;
  unwatched: number;
  names: number;
}

/**
 * Something that has a name in a file.
 *
 * Attributes:
 *     kind: e.g. `function`.
 *     depth: how many others it is in.
 *     range: all of it.
 *     name_range: its name.
 */
export interface Symbol {
  name: string;
  kind: string;
  detail: string;
  depth: number;
  range: Range;
  name_range: Range;
}

/**
 * What is known of the clipboard of the server's machine.
 *
 * Attributes:
 *     program: what reaches it, e.g. `xclip`; empty if there is none.
 *     allowed: the settings let its owner use it.
 */
export interface SystemClipboard {
  program: string;
  allowed: boolean;
}

/**
 * What a new project can begin with.
 *
 * Attributes:
 *     files: paths of the files that it brings.
 *     layout: what newcomers have open, as the layout `Default`.
 *     preferences: what is chosen for everybody in its workspace, by name.
 */
export interface Template {
  name: string;
  description: string;
  files: Array<string>;
  layout: Record<string, unknown>;
  preferences: Record<string, unknown>;
}

/**
 * A terminal.
 *
 * Attributes:
 *     owner: who started it; everybody else sees its output without what a screen would obey or answer.
 *     writer: who types; empty until somebody does.
 *     shared: everybody who may type may do so at the same time.
 *     command: the program and its arguments.
 *     cwd: the folder in which it was started, from the workspace's.
 *     pid: its process on the server's machine.
 *     created: seconds since the epoch, UTC.
 *     exit: how the program ended; null while it runs.
 *     sandboxed: the program sees the workspace's folder and the system's programs only, and has no network.
 */
export interface Terminal {
  id: string;
  name: string;
  owner: string;
  writer: string;
  shared: boolean;
  command: Array<string>;
  cwd: string;
  rows: number;
  cols: number;
  pid: number;
  created: number;
  state: "exited" | "running";
  exit: Exit | null;
  sandboxed: boolean;
}

/** A part of a text, and what is to stand there. */
export interface TextEdit {
  range: Range;
  new: string;
}

/**
 * A line that holds what was looked for.
 *
 * Attributes:
 *     line: its number; the first is 1.
 *     text: the line, cut when it is long.
 *     spans: where in `text` it was found: begin and end, in characters.
 */
export interface TextMatch {
  path: string;
  line: number;
  text: string;
  spans: Array<[number, number]>;
}

/**
 * A key, without the key itself.
 *
 * Attributes:
 *     id: names it in lists and records.
 *     name: what its maker called it; of a session, the browser.
 *     user: for whom it acts.
 *     scopes: what it may do: `files:read`, `terminals:*`, `*`.
 *     workspaces: ids of the workspaces in which it holds; null means all.
 *     created: seconds since the epoch, UTC.
 *     expires: when it ends; null means never.
 *     last_used: when it was last used, to the minute; null means never.
 */
export interface Token {
  id: string;
  kind: "cookie" | "key" | "owner" | "session";
  name: string;
  user: string;
  scopes: Array<string>;
  workspaces: Array<string> | null;
  created: number;
  expires: number | null;
  last_used: number | null;
}

/**
 * Something that was deleted and can be restored.
 *
 * Attributes:
 *     id: names it for `restore`.
 *     path: where it was.
 *     size: bytes of all files in it.
 *     at: when it was deleted; seconds since the epoch, UTC.
 */
export interface Trashed {
  id: string;
  path: string;
  type: "file" | "folder" | "link" | "other";
  size: number;
  at: number;
}

/**
 * What is kept after old moments were forgotten.
 *
 * Attributes:
 *     forgotten: how many moments went.
 *     oldest: the oldest point that can be restored; empty if the timeline is.
 *     bytes: what all contents take on disk.
 */
export interface Trimmed {
  forgotten: number;
  oldest: string;
  bytes: number;
}

/** The kernel itself is now something else: it starts, is ready for code, or is dead. */
export interface Turned {
  type: "state";
  run: string;
  cell: string;
  state: "busy" | "dead" | "idle" | "starting";
}

/**
 * What came of an undo or redo.
 *
 * Attributes:
 *     steps: how many were taken; 0 if there was none.
 *     version: of the document now.
 */
export interface Undone {
  steps: number;
  version: string;
}

/**
 * What the server's process uses.
 *
 * Attributes:
 *     memory: resident bytes.
 *     cpu: seconds of processor time since it started.
 *     handles: open files and sockets.
 *     loop_delay: the longest that the event loop was late within the last minute, in seconds.
 */
export interface Usage {
  memory: number;
  cpu: number;
  handles: number;
  loop_delay: number;
}

/**
 * What a run used.
 *
 * Attributes:
 *     seconds: from its start to its end.
 *     cpu_seconds: of computing.
 *     memory: the most bytes at a time; 0 if nobody could tell.
 */
export interface Use {
  seconds: number;
  cpu_seconds: number;
  memory: number;
}

/**
 * A file as git keeps it.
 *
 * Attributes:
 *     exists: it is in that commit.
 *     text: its text; null if it has none or is none.
 *     size: in bytes.
 */
export interface Versioned {
  path: string;
  exists: boolean;
  text: string | null;
  size: number;
}

/**
 * A file that holds the words that were looked for.
 *
 * Attributes:
 *     snippet: a part of its text around them.
 */
export interface WordMatch {
  path: string;
  snippet: string;
}

/**
 * An open workspace.
 *
 * Attributes:
 *     id: opaque.
 *     name: what people call it; unique on this server.
 *     project: the id of its project.
 *     folder: where its files are on the server's machine.
 *     cursor: the end of its log; events from here on are later than this answer.
 *     active: you work in it (`workspaces.activate`): it is shown first.
 *     branch: of a git worktree; empty for any other.
 *     base: the id of the workspace that a git worktree merges into; empty for any other.
 *     trouble: why it can't be worked in, e.g. its folder was removed; empty if it can.
 */
export interface WorkspaceInfo {
  id: string;
  name: string;
  project: string;
  folder: string;
  cursor: string;
  active: boolean;
  branch: string;
  base: string;
  trouble: string;
}

/** Something that stayed as it was, and why. */
export interface WorkspacesLeft {
  path: string;
  why: string;
}

/** The methods of `clipboard`. */
export class ClipboardMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Forget all that you copied.
   *
   * Args:
   *     pinned: also what is pinned.
   */
  clear(params: { pinned?: boolean; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("clipboard.clear", params, signal);
  }

  /**
   * Copy bytes: a text, a picture, or with a name a file. All of your clients have it at once.
   *
   * Args:
   *     body: what to copy.
   *     name: the name of the file.
   *     secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.
   *     system: copy it to the clipboard of the server's machine as well.
   *
   * Raises:
   *     Unacceptable: it is empty, or the machine's clipboard is not used here.
   *     QuotaExceeded: it is too large, or pinned entries leave no room for it.
   *     Denied: the machine's clipboard is not yours to use.
   */
  copy(params: { body: Base64; name?: string; secret?: boolean | null; system?: boolean; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Copied> {
    return this.transport.command("clipboard.copy", params, signal);
  }

  /**
   * Copy a file of a workspace, as it is now.
   *
   * Args:
   *     secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     Denied: your key does not read files, or the file may not be read.
   *     QuotaExceeded: it is too large, or pinned entries leave no room for it.
   */
  copy_file(params: { path: string; secret?: boolean | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Copied> {
    return this.transport.command("clipboard.copy_file", { workspace: null, ...params }, signal);
  }

  /**
   * Copy a text; as `clipboard.copy`, for who has it as a text.
   *
   * Args:
   *     text: what to copy.
   *     secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.
   *     system: copy it to the clipboard of the server's machine as well.
   *
   * Raises:
   *     QuotaExceeded: it is too large, or pinned entries leave no room for it.
   *     Denied: the machine's clipboard is not yours to use.
   *     Unacceptable: the machine's clipboard is not used here.
   */
  copy_text(params: { text: string; secret?: boolean | null; system?: boolean; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Copied> {
    return this.transport.command("clipboard.copy_text", params, signal);
  }

  /**
   * Forget an entry.
   *
   * Raises:
   *     NotCopied: there is no such entry.
   */
  delete(params: { entry: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("clipboard.delete", params, signal);
  }

  /**
   * Yield what you copied, then what becomes of it on any of your clients; nobody else sees this.
   *
   * Args:
   *     since: the last cursor that was seen.
   */
  follow(params: { since?: string | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<SnapshotOfListOfCopied | Gap | Bookmark | Put | Gone>> {
    return this.transport.follow("clipboard.follow", params);
  }

  /**
   * Return what you copied, newest first.
   *
   * Args:
   *     after: the `next` of the page before.
   *     limit: entries to a page, at most.
   *
   * Raises:
   *     NotCopied: the entry that `after` names is gone; begin again.
   */
  list(params: { after?: string; limit?: number; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfCopied> {
    return this.transport.query("clipboard.list", params, signal);
  }

  /**
   * Return the bytes of what was copied last, or of an entry.
   *
   * Args:
   *     system: what is on the clipboard of the server's machine; if it has none, what you copied last.
   *
   * Raises:
   *     NotCopied: there is no such entry, or nothing was copied yet.
   *     Denied: the machine's clipboard is not yours to use.
   *     Unacceptable: the machine's clipboard is not used here.
   */
  paste(params: { entry?: string; system?: boolean; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Downloaded> {
    return this.transport.query("clipboard.paste", params, signal);
  }

  /**
   * Return the bytes of an entry that somebody shows to the people of a workspace.
   *
   * Raises:
   *     NotCopied: nobody shows such an entry here.
   */
  paste_shared(params: { entry: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Downloaded> {
    return this.transport.query("clipboard.paste_shared", { workspace: null, ...params }, signal);
  }

  /**
   * Keep an entry until it is deleted, or let it go with time again.
   *
   * Raises:
   *     NotCopied: there is no such entry.
   *     Unacceptable: it is a secret.
   *     QuotaExceeded: too many are pinned.
   */
  pin(params: { entry: string; pinned?: boolean; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Copied> {
    return this.transport.command("clipboard.pin", params, signal);
  }

  /**
   * Return what you copied that holds a text, newest first; secrets are never found.
   *
   * Only the first 65,536 characters of a text are looked at.
   *
   * Args:
   *     text: in whatever case.
   *     limit: entries, at most.
   */
  search(params: { text: string; limit?: number; timeout?: number | null }, signal?: AbortSignal): Promise<Array<Copied>> {
    return this.transport.query("clipboard.search", params, signal);
  }

  /**
   * Show an entry to the people of a workspace, or not any more; it is shown in one at a time.
   *
   * Raises:
   *     NotCopied: there is no such entry.
   *     Unacceptable: it is a secret.
   */
  share(params: { entry: string; shared?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Copied> {
    return this.transport.command("clipboard.share", { workspace: null, ...params }, signal);
  }

  /** Return what people show to those of a workspace, newest first. */
  shared(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Copied>> {
    return this.transport.query("clipboard.shared", { workspace: null, ...params }, signal);
  }

  /** Return whether the server's machine has a clipboard of its own, and whether its owner may use it here. */
  system(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<SystemClipboard> {
    return this.transport.query("clipboard.system", params, signal);
  }
}

/** The methods of `documents`. */
export class DocumentsMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Return the cells of a notebook as they are now, in order; `documents.outputs` tells what they put out.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is no notebook.
   */
  cells(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<NotebookCell>> {
    return this.transport.query("documents.cells", { workspace: null, ...params }, signal);
  }

  /**
   * Forget what the cells of a notebook put out.
   *
   * Args:
   *     cell: only this one.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is no notebook.
   */
  clear_outputs(params: { path: string; cell?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("documents.clear_outputs", { workspace: null, ...params }, signal);
  }

  /** Bring a document to disk and drop it from memory; it stays open while others follow it. */
  close(params: { path: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("documents.close", { workspace: null, ...params }, signal);
  }

  /**
   * Replace quoted passages or ranges, or append; all edits are made, or none.
   *
   * Everybody who has the document open sees it at once; it can be undone alone. An edit without `old` and
   * `start` appends: text that streams in is sent piece by piece that way.
   *
   * Args:
   *     edits: what to replace, in the text as it stands before all of them.
   *     version: the one that ranges are of; they are found again after others changed the text.
   *     unit: what ranges count.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   *     PassageGone: a passage or range is not there any more; `current` is what stands now.
   *     Unacceptable: an edit makes no sense, or two overlap.
   *     DocumentFull: the document would be larger than documents may be.
   */
  edit(params: { path: string; edits: Array<Edit>; version?: string | null; unit?: "bytes" | "characters" | "utf-16"; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Edited> {
    return this.transport.command("documents.edit", { workspace: null, ...params }, signal);
  }

  /**
   * Yield a document's state, then each change of it, and how it stands to its file whenever that changes.
   *
   * Args:
   *     since: the last cursor that was seen; without it the state comes first.
   *     vector: the client's state vector, as Yjs encodes it: only what the client lacks is sent.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   *     BadUpdate: `vector` is no state vector.
   */
  follow(params: { path: string; since?: string | null; vector?: Base64; workspace?: string | null; timeout?: number | null }): AsyncIterableIterator<Item<SnapshotOfDocumentState | Gap | DocumentUpdate | DocumentStatus>> {
    return this.transport.follow("documents.follow", { workspace: null, ...params });
  }

  /**
   * Return who changed a document and when, newest first.
   *
   * Args:
   *     after: the `next` of the page before.
   *     limit: changes to a page, at most.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   */
  history(params: { path: string; after?: string; limit?: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<PageOfDocumentChange> {
    return this.transport.query("documents.history", { workspace: null, ...params }, signal);
  }

  /**
   * Open a file as a document that many can edit; one that is open is returned as it is.
   *
   * Args:
   *     kind: `rich` for formatted text, `notebook` for cells of code and text; by default what the name says:
   *         `*.note` is rich, `*.ipynb` a notebook.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   */
  open(params: { path: string; kind?: "notebook" | "rich" | "text" | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Document> {
    return this.transport.command("documents.open", { workspace: null, ...params }, signal);
  }

  /**
   * Yield what the cells of a notebook put out, then each change of that, and of what runs them.
   *
   * Args:
   *     since: the last cursor that was seen; without it the state comes first.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is no notebook.
   */
  outputs(params: { path: string; since?: string | null; workspace?: string | null; timeout?: number | null }): AsyncIterableIterator<Item<SnapshotOfNotebookState | Gap | CellOutputs | CellRun | OutputAdded | NotebookKernel>> {
    return this.transport.follow("documents.outputs", { workspace: null, ...params });
  }

  /**
   * Yield who is here, then each who comes, moves or leaves; of many moves in a short time only the last.
   *
   * Args:
   *     since: the last cursor that was seen.
   */
  presence(params: { since?: string | null; workspace?: string | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<SnapshotOfListOfPresent | Gap | Present | DocumentsLeft>> {
    return this.transport.follow("documents.presence", { workspace: null, ...params });
  }

  /**
   * Tell the others where you are; whoever says nothing for a minute is idle, for ten away.
   *
   * A client without a socket has to say it again within 30 s, or it is gone.
   *
   * Args:
   *     path: the file that you look at; empty for none.
   *     anchor: where your selection begins, as a Yjs relative position: base64 of its lib0 encoding.
   *     head: where it ends, and the cursor is.
   *     attention: `gone` takes you out before your connection ends.
   *
   * Raises:
   *     Invalid: the path can't be one.
   */
  present(params: { path?: string; anchor?: string; head?: string; attention?: "active" | "away" | "gone" | "idle"; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("documents.present", { workspace: null, ...params }, signal);
  }

  /**
   * Return the text of a document and its version; `documents.edit` takes ranges of it.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   */
  read(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<DocumentText> {
    return this.transport.query("documents.read", { workspace: null, ...params }, signal);
  }

  /**
   * Do again what was undone of one author.
   *
   * Args:
   *     author: whose; by default the caller's own.
   *     steps: how many.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   */
  redo(params: { path: string; author?: string | null; steps?: number; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Undone> {
    return this.transport.command("documents.redo", { workspace: null, ...params }, signal);
  }

  /**
   * Bring a document to disk now; a file that was deleted is made again.
   *
   * Args:
   *     encoding: how the file is kept from now on.
   *     ending: how its lines end from now on.
   *
   * Raises:
   *     NotFound: there is no such file, or its folder is gone.
   *     NoDocument: it is binary, too large, or badly encoded.
   *     Conflict: something else stands there now, or is being written.
   *     Denied: the file is read-only.
   *     QuotaExceeded: the disk is full.
   *     Unacceptable: the encoding lacks a character of the text.
   */
  save(params: { path: string; encoding?: "utf-16-be" | "utf-16-le" | "utf-8" | "utf-8-bom" | null; ending?: "\n" | "\r\n" | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Document> {
    return this.transport.command("documents.save", { workspace: null, ...params }, signal);
  }

  /**
   * Take back the last steps of one author, and nothing of anybody else.
   *
   * Args:
   *     author: whose; by default the caller's own.
   *     steps: how many.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoDocument: it is binary, too large, or badly encoded.
   */
  undo(params: { path: string; author?: string | null; steps?: number; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Undone> {
    return this.transport.command("documents.undo", { workspace: null, ...params }, signal);
  }

  /**
   * Apply an update of Yjs; followers get it at once, the answer (the version) comes when it is on disk.
   *
   * Args:
   *     update: what changed.
   *     document: the incarnation that it belongs to, as `documents.open` said.
   *
   * Raises:
   *     OtherDocument: the document was made anew meanwhile.
   *     BadUpdate: it is no update, or does not fit.
   *     DocumentFull: the document would be larger than documents may be.
   *     Unavailable: it was sent on, but the disk does not take it; it is tried again.
   */
  update(params: { path: string; update: Base64; document: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<string> {
    return this.transport.command("documents.update", { workspace: null, ...params }, signal);
  }
}

/** The methods of `execution`. */
export class ExecutionMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * End a run with everything that it started; nothing happens if it has ended.
   *
   * Raises:
   *     RunNotFound: there is none.
   */
  cancel(params: { run: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("execution.cancel", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file that a run left.
   *
   * Raises:
   *     RunFileMissing: it left none of this name.
   */
  download(params: { run: string; name: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Downloaded> {
    return this.transport.query("execution.download", { workspace: null, ...params }, signal);
  }

  /**
   * Run code in a kernel, after what was handed to it before, and yield what comes of it.
   *
   * The last expression is shown, as is what `display` is given. The code runs on when nobody reads any more;
   * `execution.interrupt` stops it. `execution.follow_kernel` goes on from any cursor of this stream.
   *
   * Args:
   *     cell: of what it is a part, for who follows the kernel.
   *
   * Raises:
   *     KernelNotFound: there is none.
   *     KernelDead: its process ended; restart it.
   *     QuotaExceeded: too much waits for it already.
   *     Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
   */
  execute(params: { kernel: string; code: string; cell?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }): AsyncIterableIterator<Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark> {
    return this.transport.stream("execution.execute", { workspace: null, ...params }, false);
  }

  /**
   * Yield a run, what it printed and prints, and at last the run with how it ended.
   *
   * Who did not start it sees text and colours, nothing that a screen would obey or answer. Over MCP there is only
   * text.
   *
   * Args:
   *     since: the last cursor that was seen; without it everything from the begin.
   *
   * Raises:
   *     RunNotFound: there is none.
   */
  follow(params: { run: string; since?: string | null; workspace?: string | null; timeout?: number | null }): AsyncIterableIterator<Item<SnapshotOfRun | Gap | Output>> {
    return this.transport.follow("execution.follow", { workspace: null, ...params });
  }

  /**
   * Yield the kernel, and what it said and says to anybody's code; over restarts, until it is stopped.
   *
   * Who did not start the kernel sees text and colours, nothing that a screen would obey or answer. Over MCP there
   * is only text.
   *
   * Args:
   *     since: the last cursor that was seen; without it the newest of what is kept.
   *
   * Raises:
   *     KernelNotFound: there is none.
   */
  follow_kernel(params: { kernel: string; since?: string | null; workspace?: string | null; timeout?: number | null }): AsyncIterableIterator<Item<Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark>> {
    return this.transport.follow("execution.follow_kernel", { workspace: null, ...params });
  }

  /**
   * Return a run.
   *
   * Raises:
   *     RunNotFound: there is none.
   */
  get(params: { run: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Run> {
    return this.transport.query("execution.get", { workspace: null, ...params }, signal);
  }

  /**
   * Return the runs of a workspace, newest first; those too that still run.
   *
   * Args:
   *     language: only those in it.
   *     path: only those of this file.
   *     failed: only those that failed, or that did not.
   *     after: where the page before ended.
   */
  history(params: { language?: string; path?: string; failed?: boolean | null; after?: string; limit?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfRun> {
    return this.transport.query("execution.history", { workspace: null, ...params }, signal);
  }

  /**
   * Stop the code that runs in a kernel, and forget what waits there; the variables stay.
   *
   * Raises:
   *     KernelNotFound: there is none.
   *     KernelDead: its process ended; restart it.
   */
  interrupt(params: { kernel: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("execution.interrupt", { workspace: null, ...params }, signal);
  }

  /** Return the kernels of a workspace, oldest first; those too whose process ended. */
  kernels(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Kernel>> {
    return this.transport.query("execution.kernels", { workspace: null, ...params }, signal);
  }

  /** Return the languages that can be run here, with the version of what runs them, or how to install it. */
  languages(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Language>> {
    return this.transport.query("execution.languages", { workspace: null, ...params }, signal);
  }

  /**
   * Start a kernel anew; its variables and what waits are gone, what it said is not.
   *
   * Raises:
   *     KernelNotFound: there is none.
   *     NoSandbox: this machine can't keep code in.
   *     Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
   */
  restart(params: { kernel: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Kernel> {
    return this.transport.command("execution.restart", { workspace: null, ...params }, signal);
  }

  /**
   * Run a file or a piece of code in a sandbox; yield the run, what it prints, and at last how it ended.
   *
   * The program sees the workspace's files and nothing else of the machine. It goes on when nobody watches it;
   * `execution.follow` comes back to it, `execution.cancel` ends it.
   *
   * Args:
   *     path: a file of the workspace to run, as it is now, unsaved text included.
   *     code: a piece of code to run instead.
   *     language: by default that of the file, or python.
   *     args: words that the program gets.
   *     input: what the program reads from its standard input.
   *     env: variables that it gets.
   *     files: content by name, laid into the folder that it works in; not together with `write`.
   *     cwd: the folder that it works in, from the workspace's.
   *     write: it may change the workspace's files; else it can only read them, and works in a folder of its own
   *         with links to them: what it writes there is kept with the run.
   *     network: hosts that it may reach by HTTP(S), e.g. `pypi.org`, `*.python.org`; none, if left out.
   *     limits: how far it may go.
   *     cache: if the same ran before on the same files, return what it did then; not for runs that may write or
   *         reach hosts.
   *
   * Raises:
   *     Invalid: there is nothing to run, or both a file and code.
   *     NotFound: there is no such file or folder.
   *     LanguageUnknown: nobody said how to run it.
   *     RuntimeMissing: the program that does is not on the server.
   *     NoSandbox: this machine can't shut it in.
   *     HostNotAllowed: the server's settings do not name one of the hosts.
   *     Denied: the key does not cover the files.
   *     QuotaExceeded: too much runs in this workspace.
   */
  run(params: { path?: string; code?: string; language?: string; args?: Array<string>; input?: string; env?: Record<string, string> | null; files?: Record<string, Base64> | null; cwd?: string; write?: boolean; network?: Array<string>; limits?: RunLimits | null; cache?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}): AsyncIterableIterator<SnapshotOfRun | Gap | Output> {
    return this.transport.stream("execution.run", { workspace: null, ...params }, false);
  }

  /**
   * Run cells of a notebook, one after the other, in the kernel that all share; it is started if there is none.
   *
   * This returns at once; `documents.outputs` tells what comes of it. Cells after one that fails are not run.
   *
   * Args:
   *     cells: which ones, in this order; by default all. An empty list only starts the kernel.
   *     kind: of the kernel, if one is started; by default Jupyter's if it is installed, else the small one.
   *
   * Raises:
   *     NotFound: there is no such notebook.
   *     NoDocument: it is no notebook.
   *     KernelUnknown: no kernel is installed for its language.
   *     Unavailable: code can't be run on this machine; the message says what it lacks.
   *     Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
   */
  run_cells(params: { path: string; cells?: Array<string> | null; kind?: "jupyter" | "repl" | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Kernel> {
    return this.transport.command("execution.run_cells", { workspace: null, ...params }, signal);
  }

  /**
   * Run all cells of a notebook and yield each when it is done; what they put out is saved in the notebook.
   *
   * Args:
   *     fresh: restart the kernel first, if there is one.
   *
   * Raises:
   *     CellFailed: a cell failed; those after it were not run.
   *     NotFound: there is no such notebook.
   *     NoDocument: it is no notebook.
   *     KernelUnknown: no kernel is installed for its language.
   *     Unavailable: code can't be run on this machine; the message says what it lacks.
   *     Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
   */
  run_notebook(params: { path: string; fresh?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }): AsyncIterableIterator<CellRan> {
    return this.transport.stream("execution.run_notebook", { workspace: null, ...params }, false);
  }

  /**
   * Start a kernel: it runs code piece by piece and keeps the variables, also while no server runs.
   *
   * Args:
   *     language: what it runs; for `jupyter` also the name of an installed kernel.
   *     kind: `repl` is small and starts at once (Python only); `jupyter` is one that is installed for Jupyter.
   *     name: what people call it; by default the language.
   *     cwd: the folder to start in, from the workspace's.
   *
   * Raises:
   *     QuotaExceeded: too many kernels run in this workspace.
   *     KernelUnknown: no such kernel is installed.
   *     NoSandbox: this machine can't keep code in.
   *     NotFound: there is no such folder.
   *     Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
   */
  start_kernel(params: { language?: string; kind?: "jupyter" | "repl"; name?: string; cwd?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Kernel> {
    return this.transport.command("execution.start_kernel", { workspace: null, ...params }, signal);
  }

  /** Return figures of the runs that are kept, by language; the most used comes first. */
  statistics(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<LanguageUse>> {
    return this.transport.query("execution.statistics", { workspace: null, ...params }, signal);
  }

  /**
   * End a kernel with everything that it started, and forget what it said.
   *
   * Raises:
   *     KernelNotFound: there is none.
   */
  stop_kernel(params: { kernel: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("execution.stop_kernel", { workspace: null, ...params }, signal);
  }
}

/** The methods of `files`. */
export class FilesMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Copy a file, or a folder with all in it; links are copied as links.
   *
   * Args:
   *     source: what to copy.
   *     target: the path of the copy.
   *
   * Raises:
   *     NotFound: there is nothing to copy, or no folder to copy it into.
   *     Conflict: there is something at the target.
   *     Unacceptable: it holds a device, a FIFO or a socket, or the target is in it.
   */
  copy(params: { source: string; target: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.copy", { workspace: null, ...params }, signal);
  }

  /**
   * Make a new file.
   *
   * Raises:
   *     Conflict: there is something at this path; `current` is what.
   *     NotFound: there is no folder for it; make it with `files.make_folder`.
   */
  create(params: { path: string; text?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.create", { workspace: null, ...params }, signal);
  }

  /**
   * Put a file or folder into the trash; `files.restore` takes it out again.
   *
   * Raises:
   *     NotFound: there is nothing at this path.
   */
  delete(params: { path: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Trashed> {
    return this.transport.command("files.delete", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file's bytes, of any size.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     Denied: it may not be read, or a link leads out of the workspace.
   *     Unacceptable: it is no regular file.
   */
  download(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Downloaded> {
    return this.transport.query("files.download", { workspace: null, ...params }, signal);
  }

  /**
   * Delete what is in the trash for good, and return the ids of what was deleted.
   *
   * Args:
   *     ids: of what to delete; all if left out.
   */
  empty_trash(params: { ids?: Array<string> | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Array<string>> {
    return this.transport.command("files.empty_trash", { workspace: null, ...params }, signal);
  }

  /**
   * Yield what is at a path, and then everything that happens there: `files.changed`, `files.moved`, ...
   *
   * Args:
   *     path: a file, or a folder with all in it.
   *     since: the last cursor that was seen; without it what is there comes first.
   */
  follow(params: { path?: string; since?: string | null; workspace?: string | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<EventRecord | SnapshotOfPlaced | Gap | Bookmark>> {
    return this.transport.follow("files.follow", { workspace: null, ...params });
  }

  /**
   * Return which of these files git ignores, by .gitignore and the like; none where there is no repository.
   *
   * Args:
   *     paths: of files and folders; one that git knows already is not ignored.
   */
  ignored(params: { paths: Array<string>; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<string>> {
    return this.transport.query("files.ignored", { workspace: null, ...params }, signal);
  }

  /**
   * Return what is right in a folder, by name.
   *
   * Args:
   *     after: the `next` of the page before.
   *     limit: entries to a page, at most.
   *
   * Raises:
   *     NotFound: there is no such folder.
   *     Denied: it may not be read, or a link leads out of the workspace.
   */
  list(params: { path?: string; after?: string; limit?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfEntry> {
    return this.transport.query("files.list", { workspace: null, ...params }, signal);
  }

  /** Return what is in the trash, newest first. */
  list_trash(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Trashed>> {
    return this.transport.query("files.list_trash", { workspace: null, ...params }, signal);
  }

  /**
   * Make a folder, and those above it that lack.
   *
   * Raises:
   *     Conflict: there is something at this path.
   */
  make_folder(params: { path: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.make_folder", { workspace: null, ...params }, signal);
  }

  /**
   * Move or rename a file or folder.
   *
   * Args:
   *     source: where it is.
   *     target: its new path.
   *     replace: a file that is at the target goes.
   *
   * Raises:
   *     NotFound: there is nothing to move, or no folder to move it into.
   *     Conflict: there is something at the target.
   */
  move(params: { source: string; target: string; replace?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.move", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file's text, or its bytes if it is no text.
   *
   * Args:
   *     offset: where to begin, in bytes.
   *     length: how much, in bytes; a text is cut between characters.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     Denied: it may not be read, or a link leads out of the workspace.
   *     Unacceptable: it is no regular file.
   *     QuotaExceeded: it is too large for an answer; use `files.download`.
   */
  read(params: { path: string; offset?: number; length?: number | null; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Content> {
    return this.transport.query("files.read", { workspace: null, ...params }, signal);
  }

  /**
   * Take something out of the trash.
   *
   * Args:
   *     id: as `files.list_trash` shows it.
   *     path: where to put it, if not where it was.
   *
   * Raises:
   *     NotFound: it is not in the trash, or its folder is gone.
   *     Conflict: there is something else at the path by now; give another `path`.
   */
  restore(params: { id: string; path?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.restore", { workspace: null, ...params }, signal);
  }

  /**
   * Yield the lines that hold a pattern, as they are found.
   *
   * Args:
   *     pattern: what to look for.
   *     path: the folder to look in.
   *     regex: the pattern is a regular expression (as in Rust), else it is plain text.
   *     case: capital letters matter.
   *     word: only whole words.
   *     include: globs of the files to look in, e.g. `*.py`, `src/**`.
   *     exclude: globs of the files to leave out.
   *     type: a kind of files as ripgrep knows it, e.g. `py`, `ts`, `md`.
   *     hidden: also files whose names begin with a dot.
   *     ignored: also files that .gitignore leaves out.
   *     limit: how many lines, at most.
   *
   * Raises:
   *     Unacceptable: the pattern, a glob or the type is not understood.
   *     NotFound: there is no such folder.
   */
  search_contents(params: { pattern: string; path?: string; regex?: boolean; case?: boolean; word?: boolean; include?: Array<string>; exclude?: Array<string>; type?: string | null; hidden?: boolean; ignored?: boolean; limit?: number; workspace?: string | null; timeout?: number | null }): AsyncIterableIterator<TextMatch> {
    return this.transport.stream("files.search_contents", { workspace: null, ...params });
  }

  /**
   * Return the files whose path fits what was typed, best first; .gitignore is honoured.
   *
   * Args:
   *     query: letters of the path, in order; those of its name count most.
   *     limit: how many, at most.
   */
  search_names(params: { query: string; limit?: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<NameMatch>> {
    return this.transport.query("files.search_names", { workspace: null, ...params }, signal);
  }

  /**
   * Return the files that hold all words, best first, from an index; the first time, the index is made.
   *
   * Args:
   *     words: what to look for; the last one may be only begun.
   *     path: the folder to look in.
   *     limit: how many, at most.
   *
   * Raises:
   *     NotFound: there is no such folder.
   */
  search_text(params: { words: string; path?: string; limit?: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<WordMatch>> {
    return this.transport.query("files.search_text", { workspace: null, ...params }, signal);
  }

  /**
   * Return what is known of a file or folder without reading it; of a link, the link itself.
   *
   * Raises:
   *     NotFound: there is nothing at this path.
   */
  stat(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.query("files.stat", { workspace: null, ...params }, signal);
  }

  /** Return figures of the cache, the watch and the index of names. */
  statistics(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Statistics> {
    return this.transport.query("files.statistics", { workspace: null, ...params }, signal);
  }

  /**
   * Write a file of any size; it is replaced at once, when all of it has come.
   *
   * Args:
   *     body: the bytes.
   *     version: the one to replace; `new` if there may be none.
   *
   * Raises:
   *     Conflict: the file has another version; `current` is what stands now.
   *     Denied: it is read-only or a link.
   *     QuotaExceeded: it is too large, or the disk is full.
   */
  upload(params: { path: string; body: Base64; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.upload", { workspace: null, ...params }, signal);
  }

  /**
   * Write a whole file: a text, or bytes as `data`. It is on disk when this answers.
   *
   * Args:
   *     text: the new text.
   *     data: the new bytes, instead of `text`.
   *     encoding: how the text is kept; give back what `files.read` said.
   *     version: the one to replace; `new` if there may be none. Without it, whatever is there is replaced.
   *
   * Raises:
   *     Conflict: the file has another version; `current` is what stands now.
   *     Denied: it is read-only or a link.
   *     NotFound: there is no folder for it; make it with `files.make_folder`.
   *     QuotaExceeded: it is too large, or the disk is full.
   */
  write(params: { path: string; text?: string | null; data?: Base64 | null; encoding?: "latin-1" | "utf-16-be" | "utf-16-le" | "utf-8" | "utf-8-bom"; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Entry> {
    return this.transport.command("files.write", { workspace: null, ...params }, signal);
  }
}

/** The methods of `git`. */
export class GitMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Take back a merge or rebase that stopped at conflicts: all is as it was before.
   *
   * Raises:
   *     Unacceptable: nothing waits.
   */
  abort(params: { workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.abort", { workspace: null, ...params }, signal);
  }

  /**
   * Make another repository known.
   *
   * Args:
   *     name: what it is called here, e.g. `origin`.
   *
   * Raises:
   *     RefExists: there is one of this name.
   */
  add_remote(params: { name: string; url: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.add_remote", { workspace: null, ...params }, signal);
  }

  /**
   * Return for each line of a file the commit that it came with.
   *
   * Args:
   *     revision: a commit; the file as it is now if it is empty.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   *     NotFound: git does not know the file.
   */
  blame(params: { path: string; revision?: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<Blamed>> {
    return this.transport.query("git.blame", { workspace: null, ...params }, signal);
  }

  /**
   * Return the branches, those of remotes, and the tags; what was committed to last is first.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   */
  branches(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Branch>> {
    return this.transport.query("git.branches", { workspace: null, ...params }, signal);
  }

  /**
   * Commit what is staged. Hooks run if your key covers terminals:write.
   *
   * Args:
   *     message: the first line says what it is about; with `amend` the old one is kept if it is empty.
   *     amend: put it into the last commit, instead of a new one.
   *     all: also what git knows and is not staged.
   *     author: `Name <address>`, if it is not whom the machine's git names; who commits, too, if it names nobody.
   *     empty: also if nothing changed.
   *
   * Raises:
   *     NothingToCommit: nothing is staged.
   *     AuthorUnknown: git knows no name to commit in.
   *     HookFailed: a hook refused.
   *     InOperation: conflicts are not resolved.
   *     RepositoryLocked: another git is at work.
   *     TimedOut: a hook took too long.
   */
  commit(params: { message?: string; amend?: boolean; all?: boolean; author?: string; empty?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Commit> {
    return this.transport.command("git.commit", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file in conflict in all its versions.
   *
   * Raises:
   *     NotFound: it is in no conflict.
   *     QuotaExceeded: it is larger than 8 MiB.
   */
  conflict(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<ConflictSides> {
    return this.transport.query("git.conflict", { workspace: null, ...params }, signal);
  }

  /**
   * Go on with what stopped at conflicts, once they are resolved and staged.
   *
   * Args:
   *     message: of a merge's commit; git's own if it is empty.
   *
   * Raises:
   *     InOperation: some are not resolved.
   *     Unacceptable: nothing waits.
   */
  continue(params: { message?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<MergeOutcome> {
    return this.transport.command("git.continue", { workspace: null, ...params }, signal);
  }

  /**
   * Make a branch.
   *
   * Args:
   *     start: the commit that it begins at; what is checked out if it is empty.
   *     switch: check it out.
   *
   * Raises:
   *     RefExists: there is one of this name.
   *     RefNotFound: there is no such commit.
   *     Unacceptable: that is no name for a branch.
   */
  create_branch(params: { name: string; start?: string; switch?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.create_branch", { workspace: null, ...params }, signal);
  }

  /**
   * Delete a branch.
   *
   * Args:
   *     force: also if it has commits that no other branch has.
   *
   * Raises:
   *     NotMerged: it has such commits.
   *     RefNotFound: there is none of this name.
   *     Unacceptable: it is checked out.
   */
  delete_branch(params: { name: string; force?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.delete_branch", { workspace: null, ...params }, signal);
  }

  /**
   * Return what differs, by hunk: files from what is staged, what is staged from a commit, or two commits.
   *
   * Args:
   *     path: of one file or folder; of all if it is empty. A file that git does not know is shown if it is named.
   *     staged: compare what is staged with the last commit, or with `before`.
   *     before: a commit; the files as they are are compared with it, or what `after` names.
   *     after: a commit; the first one is compared with nothing if `before` is empty.
   *     around: lines shown around what differs; 0 for hunks that are as small as can be.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   *     RefNotFound: there is no such commit.
   *     QuotaExceeded: it is too much; name a path.
   */
  diff(params: { path?: string; staged?: boolean; before?: string; after?: string; around?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<FileDiff>> {
    return this.transport.query("git.diff", { workspace: null, ...params }, signal);
  }

  /**
   * Make files again what is staged, or what was committed; those that git does not know go to the trash.
   *
   * The timeline keeps what was there. A repository of its own that git does not know stays, unless it is named.
   *
   * Args:
   *     paths: files and folders; an empty path for all.
   *     hunk: only this one, of one file, as `git.diff` gives it.
   *     lines: only these lines of the hunk, counted from 0.
   *
   * Raises:
   *     HunkGone: these lines were changed meanwhile.
   *     RepositoryLocked: another git is at work.
   *     Denied: there are files that git does not know, and your key does not write files.
   */
  discard(params: { paths: Array<string>; hunk?: string; lines?: Array<number>; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.discard", { workspace: null, ...params }, signal);
  }

  /**
   * Forget changes that were put aside.
   *
   * Args:
   *     stash: its id.
   *
   * Raises:
   *     RefNotFound: there is none.
   */
  drop_stash(params: { stash: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.drop_stash", { workspace: null, ...params }, signal);
  }

  /**
   * Ask another repository what is new there; `git.progressed` tells how far it is.
   *
   * It signs in as the server's machine does, and never asks for a password.
   *
   * Args:
   *     remote: its name; every one if it is empty.
   *     prune: forget branches that are not there any more.
   *
   * Raises:
   *     CredentialsNeeded: it wants to know who you are.
   *     RemoteUnreachable: it does not answer.
   *     RefNotFound: there is none of this name.
   */
  fetch(params: { remote?: string; prune?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.fetch", { workspace: null, ...params }, signal);
  }

  /**
   * Make the workspace's folder a git repository.
   *
   * Args:
   *     branch: the name of its first branch.
   *
   * Raises:
   *     Conflict: it is one already.
   *     Unacceptable: that is no name for a branch.
   */
  init(params: { branch?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<CheckoutStatus> {
    return this.transport.command("git.init", { workspace: null, ...params }, signal);
  }

  /**
   * Return commits, newest first; their parents make the graph.
   *
   * Args:
   *     path: only those that changed it.
   *     revision: the commit to begin at; what is checked out if it is empty.
   *     all: of every branch, of remotes and tags too.
   *     author: only those whose author's name or address holds this.
   *     text: only those whose message holds this.
   *     after: the `next` of the page before.
   *     limit: commits to a page, at most.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   *     RefNotFound: there is no such commit.
   */
  log(params: { path?: string; revision?: string; all?: boolean; author?: string; text?: string; after?: string; limit?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfCommit> {
    return this.transport.query("git.log", { workspace: null, ...params }, signal);
  }

  /**
   * Merge a branch into the one that is checked out.
   *
   * Args:
   *     revision: what is merged.
   *     message: of the merge commit; git's own if it is empty.
   *     fast_forward: whether no merge commit is made where none is needed.
   *
   * Raises:
   *     ChangesInTheWay: it would overwrite what is not committed.
   *     RefNotFound: there is no such branch.
   *     InOperation: a merge or rebase waits already.
   */
  merge(params: { revision: string; message?: string; fast_forward?: "may" | "never" | "only"; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<MergeOutcome> {
    return this.transport.command("git.merge", { workspace: null, ...params }, signal);
  }

  /**
   * Fetch what is new on the upstream of this branch, and bring it into the branch.
   *
   * Args:
   *     how: merge it, put this branch's commits on top of it, or only go forward to it.
   *
   * Raises:
   *     CredentialsNeeded: the remote wants to know who you are.
   *     RemoteUnreachable: it does not answer.
   *     ChangesInTheWay: it would overwrite what is not committed.
   *     InOperation: a merge or rebase waits.
   *     Unacceptable: the branch has no upstream.
   */
  pull(params: { how?: "forward" | "merge" | "rebase"; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<MergeOutcome> {
    return this.transport.command("git.pull", { workspace: null, ...params }, signal);
  }

  /**
   * Send a branch's commits to another repository; `git.progressed` tells how far it is.
   *
   * A branch that has no upstream gets one of its own name.
   *
   * Args:
   *     remote: its name; that of the upstream, else the only one there is, if it is empty.
   *     branch: what is pushed; what is checked out if it is empty.
   *     force: also if that drops commits there, as long as they are those that were fetched last.
   *
   * Raises:
   *     PushRejected: there are commits that this branch lacks, or they are not accepted.
   *     CredentialsNeeded: it wants to know who you are.
   *     RemoteUnreachable: it does not answer.
   *     RefNotFound: there is no such branch or remote.
   */
  push(params: { remote?: string; branch?: string; force?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Pushed> {
    return this.transport.command("git.push", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file as it is in a commit, or as it is staged.
   *
   * Args:
   *     revision: a commit; what is staged if it is empty.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   *     RefNotFound: there is no such commit.
   *     QuotaExceeded: it is larger than 8 MiB.
   */
  read(params: { path: string; revision?: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Versioned> {
    return this.transport.query("git.read", { workspace: null, ...params }, signal);
  }

  /**
   * Put the commits of this branch on top of another one.
   *
   * Args:
   *     onto: the branch or commit.
   *
   * Raises:
   *     ChangesInTheWay: there are changes that are not committed.
   *     RefNotFound: there is no such branch.
   *     InOperation: a merge or rebase waits already.
   */
  rebase(params: { onto: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<MergeOutcome> {
    return this.transport.command("git.rebase", { workspace: null, ...params }, signal);
  }

  /**
   * Return the other repositories that this one knows.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   */
  remotes(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<GitRemote>> {
    return this.transport.query("git.remotes", { workspace: null, ...params }, signal);
  }

  /**
   * Forget another repository, with what is known of its branches.
   *
   * Raises:
   *     RefNotFound: there is none of this name.
   */
  remove_remote(params: { name: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.remove_remote", { workspace: null, ...params }, signal);
  }

  /**
   * Say what a file in conflict becomes, and stage it.
   *
   * Args:
   *     take: the file as it is now, one side of it (which may be that it is gone), or `text`.
   *     text: what it becomes, with `take` `text`.
   *     version: the one that `text` was made of, as `git.conflict` said; without it, whatever is there is replaced.
   *
   * Raises:
   *     Conflict: the file has another version than `version`.
   *     NotFound: it is in no conflict.
   *     Unacceptable: the file still holds marks of a conflict.
   *     Denied: your key does not write files.
   */
  resolve(params: { path: string; take?: "file" | "ours" | "text" | "theirs"; text?: string; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.resolve", { workspace: null, ...params }, signal);
  }

  /**
   * Return a commit, and which files it changed against its first parent.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   *     RefNotFound: there is no such commit.
   */
  show(params: { revision?: string; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<CommitDetail> {
    return this.transport.query("git.show", { workspace: null, ...params }, signal);
  }

  /**
   * Leave out the commit at which a rebase stopped, and go on.
   *
   * Raises:
   *     Unacceptable: no rebase waits.
   */
  skip(params: { workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<MergeOutcome> {
    return this.transport.command("git.skip", { workspace: null, ...params }, signal);
  }

  /**
   * Put changes into the next commit.
   *
   * Args:
   *     paths: files and folders; an empty path for all.
   *     hunk: only this one, of one file, as `git.diff` gives it.
   *     lines: only these lines of the hunk, counted from 0.
   *
   * Raises:
   *     HunkGone: these lines were changed meanwhile.
   *     RepositoryLocked: another git is at work.
   */
  stage(params: { paths: Array<string>; hunk?: string; lines?: Array<number>; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.stage", { workspace: null, ...params }, signal);
  }

  /**
   * Put all changes aside: files are again as in the last commit.
   *
   * Args:
   *     message: what it is about.
   *     untracked: also files that git does not know and does not ignore.
   *
   * Raises:
   *     NothingToCommit: nothing changed.
   *     InOperation: a merge or rebase waits.
   */
  stash(params: { message?: string; untracked?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Stash> {
    return this.transport.command("git.stash", { workspace: null, ...params }, signal);
  }

  /**
   * Return what was put aside, newest first.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   */
  stashes(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Stash>> {
    return this.transport.query("git.stashes", { workspace: null, ...params }, signal);
  }

  /**
   * Return the branch and what differs from the last commit.
   *
   * It changes when `git.changed` or an event of `files` says so.
   *
   * Args:
   *     untracked: also files that git does not know and does not ignore.
   *     limit: files, at most; `total` counts all.
   *
   * Raises:
   *     NoRepository: the folder is no git repository.
   */
  status(params: { untracked?: boolean; limit?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<CheckoutStatus> {
    return this.transport.query("git.status", { workspace: null, ...params }, signal);
  }

  /**
   * Check out a branch; a branch of a remote gets one here that follows it, anything else is only looked at.
   *
   * Args:
   *     name: a branch, a tag or a commit.
   *
   * Raises:
   *     ChangesInTheWay: it would overwrite what is not committed.
   *     RefNotFound: there is none of this name.
   *     InOperation: a merge or rebase waits.
   */
  switch(params: { name: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<CheckoutStatus> {
    return this.transport.command("git.switch", { workspace: null, ...params }, signal);
  }

  /**
   * Take away locks that a git left which was killed; one that may be in use stays.
   *
   * Returns:
   *     The names of those that are gone.
   *
   * Raises:
   *     Conflict: a git runs in this repository now.
   */
  unlock(params: { workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Array<string>> {
    return this.transport.command("git.unlock", { workspace: null, ...params }, signal);
  }

  /**
   * Take changes out of the next commit; the files stay as they are.
   *
   * Args:
   *     paths: files and folders; an empty path for all.
   *     hunk: only this one, of one file, as `git.diff` gives it with `staged`.
   *     lines: only these lines of the hunk, counted from 0.
   *
   * Raises:
   *     HunkGone: these lines were changed meanwhile.
   *     RepositoryLocked: another git is at work.
   */
  unstage(params: { paths: Array<string>; hunk?: string; lines?: Array<number>; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("git.unstage", { workspace: null, ...params }, signal);
  }

  /**
   * Bring changes back that were put aside.
   *
   * Args:
   *     stash: its id; the newest if it is empty.
   *     keep: leave it among the stashes, too.
   *
   * Raises:
   *     RefNotFound: there is none.
   *     ChangesInTheWay: it would overwrite what is not committed.
   *     InOperation: conflicts are not resolved.
   */
  unstash(params: { stash?: string; keep?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<MergeOutcome> {
    return this.transport.command("git.unstash", { workspace: null, ...params }, signal);
  }
}

/** The methods of `languages`. */
export class LanguagesMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Return what servers can do about the code at a place; `languages.edits_of` returns the edits of one.
   *
   * Args:
   *     end_line: where the place ends, if it is more than a point.
   *     end_column: the same.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NotFound: there is no such file.
   */
  actions(params: { path: string; line: number; column: number; end_line?: number | null; end_column?: number | null; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<Action>> {
    return this.transport.query("languages.actions", { workspace: null, ...params }, signal);
  }

  /**
   * Make edits that another method here returned, in all their files or in none.
   *
   * Who has a file open sees it at once.
   *
   * Args:
   *     changes: as they were returned, or some of them.
   *
   * Raises:
   *     EditsOutdated: a text is not as it was; nothing was changed. Ask for the edits again.
   *     Unacceptable: edits overlap.
   *     Denied: a file is read-only, or the key does not cover `files:write`.
   *     Conflict: somebody wrote a file at the same moment; nothing was changed.
   *     QuotaExceeded: the disk is full.
   */
  apply(params: { changes: Array<FileEdits>; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Array<Entry>> {
    return this.transport.command("languages.apply", { workspace: null, ...params }, signal);
  }

  /**
   * Return what may be meant by what is being typed at a place; `languages.resolve` tells more of one.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  complete(params: { path: string; line: number; column: number; trigger?: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Completions> {
    return this.transport.query("languages.complete", { workspace: null, ...params }, signal);
  }

  /**
   * Return where the thing at a place is defined.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  definition(params: { path: string; line: number; column: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<Location>> {
    return this.transport.query("languages.definition", { workspace: null, ...params }, signal);
  }

  /**
   * Return what is wrong with a file, as its language servers say; without a path, with all that were looked at.
   *
   * Args:
   *     path: of a file; its servers are started, and it is waited for what they say.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NotFound: there is no such file.
   */
  diagnostics(params: { path?: string; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<FileDiagnostics>> {
    return this.transport.query("languages.diagnostics", { workspace: null, ...params }, signal);
  }

  /**
   * Return the edits of an action, by file; `languages.apply` makes them.
   *
   * Raises:
   *     Forgotten: it was offered too long ago.
   *     ServerRefused: it can't be done.
   *     Unacceptable: files outside of the workspace would change.
   *     ServerFailing: the server ended meanwhile.
   *     NoAnswer: it did not answer in time.
   */
  edits_of(params: { id: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<FileEdits>> {
    return this.transport.query("languages.edits_of", { workspace: null, ...params }, signal);
  }

  /**
   * Yield what is wrong with files, and then all that is wrong with a file whenever that changes.
   *
   * A file is looked at once `languages.diagnostics` or another method here asked about it, for as long as it is
   * open.
   *
   * Args:
   *     path: only of this file.
   *     since: the last cursor that was seen.
   */
  follow(params: { path?: string; since?: string | null; workspace?: string | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<SnapshotOfListOfFileDiagnostics | Gap | Bookmark | FileDiagnostics>> {
    return this.transport.follow("languages.follow", { workspace: null, ...params });
  }

  /**
   * Return the edits that format a file; `languages.apply` makes them. There are none if it is formatted.
   *
   * Args:
   *     line: the first line to format; by default all.
   *     end_line: the last one.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: no server of this file formats.
   *     ServerRefused: the file can't be formatted, e.g. because it makes no sense.
   *     ServerFailing: the server ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  format(params: { path: string; line?: number | null; end_line?: number | null; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<FileEdits>> {
    return this.transport.query("languages.format", { workspace: null, ...params }, signal);
  }

  /**
   * Return what is known of the thing at a place: its type, its documentation; null for nothing.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  hover(params: { path: string; line: number; column: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Hover | null> {
    return this.transport.query("languages.hover", { workspace: null, ...params }, signal);
  }

  /**
   * Return where the thing at a place is used, and where it is defined.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  references(params: { path: string; line: number; column: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<Location>> {
    return this.transport.query("languages.references", { workspace: null, ...params }, signal);
  }

  /**
   * Return the edits that give the thing at a place another name, by file; `languages.apply` makes them.
   *
   * Args:
   *     name: the new one.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerRefused: the thing can't be renamed, or not so.
   *     Unacceptable: files outside of the workspace would change.
   *     ServerFailing: the server ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  rename(params: { path: string; line: number; column: number; name: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<FileEdits>> {
    return this.transport.query("languages.rename", { workspace: null, ...params }, signal);
  }

  /**
   * Return all that is known of a completion, with the edits elsewhere in the file that go with it.
   *
   * Raises:
   *     Forgotten: it was offered too long ago.
   *     ServerFailing: the server ended meanwhile.
   *     NoAnswer: it did not answer in time.
   */
  resolve(params: { id: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Completion> {
    return this.transport.query("languages.resolve", { workspace: null, ...params }, signal);
  }

  /**
   * End a language server, and forget that it failed; it starts again when it is needed.
   *
   * Raises:
   *     ServerNotFound: there is none of this name.
   */
  restart(params: { server: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<LanguageServer> {
    return this.transport.command("languages.restart", { workspace: null, ...params }, signal);
  }

  /** Return the language servers that may be used here, how each is, and how to install what lacks. */
  servers(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<LanguageServer>> {
    return this.transport.query("languages.servers", { workspace: null, ...params }, signal);
  }

  /**
   * Return the ways to call the function whose call is being written at a place; null for none.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  signatures(params: { path: string; line: number; column: number; trigger?: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Signatures | null> {
    return this.transport.query("languages.signatures", { workspace: null, ...params }, signal);
  }

  /**
   * Return what has a name in a file, in order.
   *
   * Raises:
   *     NoLanguageServer: there is none for this file; the message says what to install.
   *     NoSandbox: this machine can't shut it in; the message says what to install.
   *     NotSupported: it can't do that.
   *     ServerFailing: it ended by itself; it is tried again.
   *     NoAnswer: it did not answer in time.
   *     NotFound: there is no such file.
   */
  symbols(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Array<Symbol>> {
    return this.transport.query("languages.symbols", { workspace: null, ...params }, signal);
  }
}

/** The methods of `preview`. */
export class PreviewMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Return an address under which a browser shows a file as a page, and what the page includes.
   *
   * HTML runs its own scripts there, away from everything else: it reads the files of the folder, and reaches
   * nothing beyond it. Markdown, notebooks, tables, pictures and texts run nothing. The page is shown anew when
   * something in it changes; what is typed in an open document is in it. The address ends when nobody looks for a
   * while, and with the key that asked for it.
   *
   * Args:
   *     folder: what of the workspace may be seen under the address; by default all of it that is not hidden, and,
   *         with `network`, the folder of an HTML page.
   *     network: let pages load what they name elsewhere; with that, HTML can send what it reads.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoPage: it is of no kind that is shown, or too large.
   *     Invalid: the file is not in the folder.
   */
  open(params: { path: string; folder?: string | null; network?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Preview> {
    return this.transport.command("preview.open", { workspace: null, ...params }, signal);
  }

  /**
   * Return an address by which one browser sees what a program serves on its port, HTTP and WebSocket.
   *
   * The program is on an origin of its own: it gets no cookie or key of icotes, and its page can call nothing in
   * your name. The address lets in once, within a minute; the browser stays in as long as the key that asked.
   *
   * Raises:
   *     NoSuchPort: no program of this workspace listens on it.
   */
  open_port(params: { port: number; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<PortAddress> {
    return this.transport.command("preview.open_port", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file as a page of HTML: Markdown, a notebook, a table, a picture, a text, or HTML itself.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     NoPage: it is of no kind that is shown, or too large.
   */
  page(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Page> {
    return this.transport.query("preview.page", { workspace: null, ...params }, signal);
  }

  /**
   * Return the ports on which programs of a workspace listen, lowest first.
   *
   * These are TCP ports on the server's loopback, or on all its addresses, of programs that were started on a
   * terminal or run of the workspace, and of what those started.
   */
  ports(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Port>> {
    return this.transport.query("preview.ports", { workspace: null, ...params }, signal);
  }
}

/** The methods of `projects`. */
export class ProjectsMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Close a project: its terminals end, its files stay; opening its folder brings it back.
   *
   * Raises:
   *     NotFound: none is called so.
   */
  close(params: { project: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Project> {
    return this.transport.command("projects.close", params, signal);
  }

  /**
   * Make a new folder with what a template brings (files, a layout, preferences) and open it as a project.
   *
   * Args:
   *     folder: there may be nothing yet, or an empty folder.
   *     template: `projects.templates` shows which there are.
   *
   * Raises:
   *     TemplateNotFound: there is no such template.
   *     Conflict: there is a file, or a folder that is not empty.
   *     NotFound: the folder that it would lie in does not exist.
   *     Denied: the server's user may not write there.
   *     Unacceptable: the path is relative, or within the server's own state.
   */
  create(params: { folder: string; template?: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Project> {
    return this.transport.command("projects.create", params, signal);
  }

  /**
   * Return a project.
   *
   * Raises:
   *     NotFound: none is called so.
   */
  get(params: { project: string; timeout?: number | null }, signal?: AbortSignal): Promise<Project> {
    return this.transport.query("projects.get", params, signal);
  }

  /** Return all projects that this server knows, open or not, by name. */
  list(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Project>> {
    return this.transport.query("projects.list", params, signal);
  }

  /**
   * Open a folder as a project with a live workspace; one that is open already is returned as it is.
   *
   * The workspace of a server's first project is called `main`, that of any other like its project. The names
   * stay, also when projects are closed and opened again.
   *
   * Raises:
   *     NotFound: there is no such folder.
   *     Denied: the server's user may not read it.
   *     Unacceptable: it is no folder, or holds the server's own state.
   */
  open(params: { folder: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Project> {
    return this.transport.command("projects.open", params, signal);
  }

  /** Return what a new project can begin with, by name. */
  templates(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Template>> {
    return this.transport.query("projects.templates", params, signal);
  }
}

/** The methods of `remotes`. */
export class RemotesMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Make a folder of another machine a workspace here, by this machine's own ssh.
   *
   * Every method that takes a `workspace` works there: files, terminals, documents, git, runs. icotes must be
   * installed there; who may use ssh as this server's user acts there as the user that ssh logs in.
   *
   * Args:
   *     name: what the workspace is called here.
   *
   * Raises:
   *     Conflict: another workspace is called so, or this folder is a remote already.
   *     NotFound: there is no such folder there.
   *     NoSsh: this machine has no ssh.
   *     HostUnreachable: the other machine does not answer.
   *     HostUnknown: nobody has confirmed the key of the other machine.
   *     HostRefused: the other machine does not let this server in.
   *     NoIcotes: the other machine has no icotes.
   *     HostUnfit: the icotes there is of a version that does not fit.
   */
  add(params: { host: string; folder: string; name?: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<RemotesRemote> {
    return this.transport.command("remotes.add", params, signal);
  }

  /** Return the folders of other machines that are workspaces here, by name. */
  list(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<RemotesRemote>> {
    return this.transport.query("remotes.list", params, signal);
  }

  /**
   * Let a folder of another machine be no workspace here any more; there everything stays as it is.
   *
   * Raises:
   *     NotFound: there is no such remote.
   */
  remove(params: { remote: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("remotes.remove", params, signal);
  }
}

/** The methods of `system`. */
export class SystemMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Send a message to many connections, as the notification `system.message`; return how many got it.
   *
   * Args:
   *     data: any JSON.
   *     kind: only to those that came by this face.
   *     user: only to this user's.
   *     session: only to those of this session.
   */
  broadcast(params: { data: unknown; kind?: "cli" | "http" | "mcp" | "websocket" | null; user?: string; session?: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<number> {
    return this.transport.command("system.broadcast", params, signal);
  }

  /**
   * Return who is connected, by id.
   *
   * Args:
   *     kind: the face that they came by; all of them, if left out.
   *     user: whose connections; everybody's, if left out.
   *     session: of which session; of all, if left out.
   *     after: the `next` of the page before.
   */
  connections(params: { kind?: "cli" | "http" | "mcp" | "websocket" | null; user?: string; session?: string; after?: string | null; limit?: number; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfConnection> {
    return this.transport.query("system.connections", params, signal);
  }

  /** Return a token that logs one browser in with your rights, within two minutes: `/#launch=...`. */
  create_launch(params: { timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<string> {
    return this.transport.command("system.create_launch", params, signal);
  }

  /**
   * Make a key that reaches no further than your own; it is shown this once.
   *
   * Args:
   *     name: what it is for.
   *     scope: what it may do, e.g. `files:read`, `files:*`, `*:read`, `*`; by default it only reads.
   *     workspaces: names or ids of those in which it holds; all, if left out.
   *     days: after which it ends; by default when your own does.
   *
   * Raises:
   *     Denied: your own key does not reach so far.
   *     NotFound: there is no such workspace.
   */
  create_token(params: { name?: string; scope?: Array<string>; workspaces?: Array<string>; days?: number | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<NewToken> {
    return this.transport.command("system.create_token", params, signal);
  }

  /** Return the events that a handler failed to take five times, oldest first. */
  dead_letters(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<DeadLetter>> {
    return this.transport.query("system.dead_letters", params, signal);
  }

  /**
   * Throw a dead letter away.
   *
   * Raises:
   *     NotFound: there is no such letter.
   */
  discard_letter(params: { id: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.discard_letter", params, signal);
  }

  /**
   * Close a connection.
   *
   * Raises:
   *     NotFound: it is not open.
   */
  disconnect(params: { connection: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.disconnect", params, signal);
  }

  /**
   * Follow what happens to the server; what happens in a workspace is told by `workspaces.events`.
   *
   * Args:
   *     since: the last cursor that was seen; without it only what comes from now on.
   *     kinds: patterns of kinds, e.g. `connections.*`.
   *     where: fields of an event that must have these values, e.g. `{"user": "owner"}`.
   */
  events(params: { since?: string | null; kinds?: Array<string>; where?: Record<string, unknown> | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<EventRecord | SnapshotOfNone | Gap | Bookmark>> {
    return this.transport.follow("system.events", params);
  }

  /** Return how each part of the server is, and the worst of it as the whole. */
  health(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<ServerHealth> {
    return this.transport.query("system.health", params, signal);
  }

  /**
   * Return what happened to the server, newest first.
   *
   * Args:
   *     kinds: patterns of kinds, e.g. `audit.*`.
   *     after: the `next` of the page before.
   */
  history(params: { kinds?: Array<string>; after?: string | null; limit?: number; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfEventRecord> {
    return this.transport.query("system.history", params, signal);
  }

  /** Return what this server is: versions, ways in, modules, and how much of everything there is. */
  info(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Info> {
    return this.transport.query("system.info", params, signal);
  }

  /**
   * Keep data in your session, instead of what was there; `system.sessions` shows it.
   *
   * Args:
   *     data: any JSON object, 64 KiB at most; the page at `/` says what it shows.
   *
   * Raises:
   *     NotFound: your key is not a session's.
   *     QuotaExceeded: it is too much.
   */
  keep_session(params: { data: Record<string, unknown>; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.keep_session", params, signal);
  }

  /**
   * End your session; its key and cookie open nothing any more.
   *
   * Raises:
   *     NotFound: your key is not a session's.
   */
  logout(params: { timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.logout", params, signal);
  }

  /**
   * Return the newest lines of the server's log, oldest first.
   *
   * Args:
   *     level: what is less than this is left out.
   *     call: only what belongs to the call with this id.
   */
  logs(params: { level?: "debug" | "error" | "info" | "warning"; call?: string; limit?: number; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Record<string, unknown>>> {
    return this.transport.query("system.logs", params, signal);
  }

  /** Return `pong` to any valid key. */
  ping(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<string> {
    return this.transport.query("system.ping", params, signal);
  }

  /**
   * Hand a dead letter's event to its handler once more; the letter is gone if it takes it.
   *
   * Raises:
   *     NotFound: there is no such letter.
   *     Unacceptable: the handler failed again; the letter stays.
   */
  redeliver(params: { id: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.redeliver", params, signal);
  }

  /**
   * Revoke a key, or end a session; what was opened with it ends at once.
   *
   * The owner's key is replaced: its file holds a new one.
   *
   * Raises:
   *     NotFound: there is no such key.
   */
  revoke_token(params: { id: string; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.revoke_token", params, signal);
  }

  /**
   * Send a message to one connection, as the notification `system.message`; return how many got it.
   *
   * Args:
   *     data: any JSON.
   *
   * Raises:
   *     NotFound: the connection is not open.
   */
  send(params: { connection: string; data: unknown; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<number> {
    return this.transport.command("system.send", params, signal);
  }

  /** Return every part of the server: what it needs, what it can be asked, whether it runs. */
  services(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Service>> {
    return this.transport.query("system.services", params, signal);
  }

  /**
   * Return the session that your key belongs to, with its data.
   *
   * Raises:
   *     NotFound: your key is not a session's.
   */
  session(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Session> {
    return this.transport.query("system.session", params, signal);
  }

  /** Return the browser sessions that are valid, oldest first, with the data that their clients keep. */
  sessions(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Session>> {
    return this.transport.query("system.sessions", params, signal);
  }

  /** Return every setting with its value and who set it: file and line, environment, flag, or the default. */
  settings(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Setting>> {
    return this.transport.query("system.settings", params, signal);
  }

  /** Return how much happens: calls with their times, events and who follows them, connections, caches, memory. */
  stats(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<ServerStatistics> {
    return this.transport.query("system.stats", params, signal);
  }

  /** Stop the server; whatever runs on it ends, whatever is saved stays. */
  stop(params: { timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("system.stop", params, signal);
  }

  /** Return all keys that are valid, sessions too, oldest first; never the keys themselves. */
  tokens(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Token>> {
    return this.transport.query("system.tokens", params, signal);
  }
}

/** The methods of `terminals`. */
export class TerminalsMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * End a terminal with everything that it started, and forget its output.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   */
  close(params: { terminal: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("terminals.close", { workspace: null, ...params }, signal);
  }

  /**
   * Start a terminal; follow it to see what it prints.
   *
   * Args:
   *     command: the program and its arguments; without them a shell.
   *     cwd: the folder to start in, from the workspace's.
   *     env: variables for its environment, beside the server's own without anything of icotes in it.
   *     rows: lines of its screen.
   *     cols: columns of its screen.
   *     name: what people call it; by default the program's name.
   *     startup: a script that the shell runs first; what it exports, and its folder, stay.
   *     sandboxed: keep the program from all but the workspace's folder, and from the network.
   *
   * Raises:
   *     QuotaExceeded: too many terminals run in this workspace.
   *     CommandNotFound: there is no such program.
   *     NotFound: there is no such folder.
   *     NoSandbox: it is to be kept in, and this machine has no way to do that; the message says what to install.
   */
  create(params: { command?: Array<string>; cwd?: string; env?: Record<string, string> | null; rows?: number; cols?: number; name?: string; startup?: string; sandboxed?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Terminal> {
    return this.transport.command("terminals.create", { workspace: null, ...params }, signal);
  }

  /**
   * Yield the terminal, what it printed and prints, and at last the terminal with how it ended.
   *
   * Who did not start it sees text and what draws, nothing that a screen would obey or answer. Over MCP there is
   * only text.
   *
   * Args:
   *     since: the last cursor that was seen; without it all output that is kept.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   */
  follow(params: { terminal: string; since?: string | null; workspace?: string | null; timeout?: number | null }): AsyncIterableIterator<Item<SnapshotOfTerminal | Gap | Uint8Array>> {
    return this.transport.follow("terminals.follow", { workspace: null, ...params });
  }

  /**
   * Return a terminal.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   */
  get(params: { terminal: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Terminal> {
    return this.transport.query("terminals.get", { workspace: null, ...params }, signal);
  }

  /** Return the terminals of a workspace, oldest first; those too whose program ended. */
  list(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Terminal>> {
    return this.transport.query("terminals.list", { workspace: null, ...params }, signal);
  }

  /**
   * Give a terminal another name.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   */
  rename(params: { terminal: string; name: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Terminal> {
    return this.transport.command("terminals.rename", { workspace: null, ...params }, signal);
  }

  /**
   * Change the size of a terminal, if nobody else types on it.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   *     TerminalTakenByOther: somebody else types.
   *     TerminalEnded: its program ended.
   */
  resize(params: { terminal: string; rows: number; cols: number; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("terminals.resize", { workspace: null, ...params }, signal);
  }

  /**
   * Let everybody type who may, or one at a time again.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   *     Denied: only who started the terminal or types on it may do that.
   */
  share(params: { terminal: string; shared?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Terminal> {
    return this.transport.command("terminals.share", { workspace: null, ...params }, signal);
  }

  /**
   * Type on a terminal; who types first keeps the others out, until it is shared or taken.
   *
   * Args:
   *     data: what is typed; a line ends with `\r`, Ctrl-C is `\u0003`.
   *     binary: typed after it, for what is no text.
   *     take: take over from whoever types now.
   *
   * Raises:
   *     TerminalNotFound: there is none.
   *     TerminalTakenByOther: somebody else types.
   *     TerminalEnded: its program ended.
   *     QuotaExceeded: its program does not read what was typed before.
   */
  write(params: { terminal: string; data?: string; binary?: Base64; take?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("terminals.write", { workspace: null, ...params }, signal);
  }
}

/** The methods of `workspaces`. */
export class WorkspacesMethods {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Make a workspace the one that you work in: your next client shows it first. */
  activate(params: { workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<WorkspaceInfo> {
    return this.transport.command("workspaces.activate", { workspace: null, ...params }, signal);
  }

  /**
   * Give the state of all files as it is now a name; open texts are brought to disk first.
   *
   * Raises:
   *     Conflict: there is a checkpoint of this name; `current` is its moment.
   *     BadPointName: it could be taken for a time or a moment.
   */
  checkpoint(params: { name: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Moment> {
    return this.transport.command("workspaces.checkpoint", { workspace: null, ...params }, signal);
  }

  /**
   * Take a panel away, for everybody.
   *
   * Raises:
   *     NotFound: there is none.
   */
  close_panel(params: { panel: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("workspaces.close_panel", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file that a worktree changed in three versions: as both began, as `main` has it, and as it is there.
   *
   * Raises:
   *     NotFound: there is nothing to review in this file.
   *     Denied: the key does not reach the workspace that the worktree came from.
   */
  compare(params: { path: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<Compared> {
    return this.transport.query("workspaces.compare", { workspace: null, ...params }, signal);
  }

  /**
   * Return a file as it was at a point.
   *
   * Args:
   *     path: where it was then.
   *     moment: the point.
   *
   * Raises:
   *     PointNotFound: there is no such point.
   *     PathNotKept: there was no file, or its content was not kept.
   *     ContentMissing: the content is damaged or not kept any more.
   *     QuotaExceeded: it is too large for an answer.
   */
  content_at(params: { path: string; moment: string; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<PastContent> {
    return this.transport.query("workspaces.content_at", { workspace: null, ...params }, signal);
  }

  /**
   * Make a git worktree of a workspace's repository, and open it as another workspace of the same project.
   *
   * It has files, terminals, documents and events of its own. It begins at a commit: what is not committed is not
   * in it. `workspaces.review` shows what was changed there, `workspaces.merge` brings it back.
   *
   * Args:
   *     name: of the new workspace.
   *     branch: the one to work on, which is made if there is none; one called like the workspace unless given.
   *     start: the commit, branch or tag to begin at; where the workspace is now unless given.
   *
   * Raises:
   *     NoRepository: the folder is no git repository, or has no commit yet.
   *     Conflict: there is a workspace of this name, or the branch is in use.
   *     NotFound: there is no such commit.
   */
  create(params: { name: string; branch?: string | null; start?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<WorkspaceInfo> {
    return this.transport.command("workspaces.create", { workspace: null, ...params }, signal);
  }

  /**
   * Delete a worktree: its files, its terminals and its history. Its branch stays if it has commits of its own.
   *
   * Args:
   *     force: also when it holds changes that were not merged; they are lost unless they are committed.
   *
   * Raises:
   *     Conflict: it holds changes that were not merged.
   *     NotFound: it is no worktree; a project is closed by `projects.close`.
   */
  delete(params: { force?: boolean; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<null> {
    return this.transport.command("workspaces.delete", { workspace: null, ...params }, signal);
  }

  /**
   * Forget a layout, for everybody; what people have open stays.
   *
   * Args:
   *     version: of the layout as you saw it; without it, whatever it is now.
   *
   * Raises:
   *     NotFound: there is no such layout.
   *     Conflict: somebody saved it meanwhile; `current` is theirs.
   */
  delete_layout(params: { name: string; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("workspaces.delete_layout", { workspace: null, ...params }, signal);
  }

  /**
   * Return which files differ between two points, by path, and how many lines.
   *
   * Args:
   *     old: the one point.
   *     new: the other one; left out, now.
   *     path: a file, or a folder with all in it; left out, everything.
   *     hunks: return what differs too; of a single file it is returned anyway.
   *     after: the `next` of the page before.
   *     limit: files to a page, at most.
   *
   * Raises:
   *     PointNotFound: there is no such point.
   */
  diff(params: { old: string; new?: string | null; path?: string; hunks?: boolean; after?: string; limit?: number; workspace?: string | null; timeout?: number | null }, signal?: AbortSignal): Promise<PageOfDifference> {
    return this.transport.query("workspaces.diff", { workspace: null, ...params }, signal);
  }

  /**
   * Follow what happens in a workspace; each event needs the read scope of its module.
   *
   * Args:
   *     since: the last cursor that was seen; without it only what comes from now on.
   *     kinds: patterns of kinds, e.g. `files.*`.
   *     where: fields of an event that must have these values, e.g. `{"path": "notes.md"}`.
   */
  events(params: { since?: string | null; kinds?: Array<string>; where?: Record<string, unknown> | null; workspace?: string | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<EventRecord | SnapshotOfNone | Gap | Bookmark>> {
    return this.transport.follow("workspaces.events", { workspace: null, ...params });
  }

  /**
   * Yield all that this workspace shares (panels, layouts, preferences, open files), then each change to it.
   *
   * What a change says, applied to what was there before, gives what is there then.
   *
   * Args:
   *     since: the last cursor that was seen; without it all of it first.
   */
  follow(params: { since?: string | null; workspace?: string | null; timeout?: number | null } = {}): AsyncIterableIterator<Item<SnapshotOfDictOfStrAndDictOfStrAndAny | Gap | Bookmark | SharedChanged>> {
    return this.transport.follow("workspaces.follow", { workspace: null, ...params });
  }

  /** Return a workspace, with the cursor from which its events can be followed. */
  get(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<WorkspaceInfo> {
    return this.transport.query("workspaces.get", { workspace: null, ...params }, signal);
  }

  /**
   * Return what happened in a workspace, newest first; each event needs the read scope of its module.
   *
   * Args:
   *     kinds: patterns of kinds, e.g. `files.*`.
   *     after: the `next` of the page before.
   *     limit: records to a page, at most.
   */
  history(params: { kinds?: Array<string>; after?: string | null; limit?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfEventRecord> {
    return this.transport.query("workspaces.history", { workspace: null, ...params }, signal);
  }

  /** Return the layouts that are kept in this workspace, by name. */
  layouts(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Layout>> {
    return this.transport.query("workspaces.layouts", { workspace: null, ...params }, signal);
  }

  /** Return the workspaces of open projects that this key reaches, by name; `trouble` says why one is not open. */
  list(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<WorkspaceInfo>> {
    return this.transport.query("workspaces.list", params, signal);
  }

  /**
   * Have open what a layout has, in all your clients.
   *
   * Raises:
   *     NotFound: there is no such layout.
   */
  load_layout(params: { name: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<OpenFiles> {
    return this.transport.command("workspaces.load_layout", { workspace: null, ...params }, signal);
  }

  /**
   * Put a worktree's changes into the workspace that it came from: all of them, or none when something is amiss.
   *
   * They become edits of its files, not commits, and merge with what people type there.
   *
   * Args:
   *     accept: the ids of the hunks to take; all unless given.
   *     resolve: for hunks in conflict, by id: the text to put in place of the lines.
   *
   * Raises:
   *     Conflict: a hunk is in conflict and not resolved, or is not there any more; nothing was changed.
   *     NotFound: it is no worktree, or is not open.
   *     Denied: the key does not reach the workspace that it came from.
   */
  merge(params: { accept?: Array<string> | null; resolve?: Record<string, string> | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Merged> {
    return this.transport.command("workspaces.merge", { workspace: null, ...params }, signal);
  }

  /**
   * Have a file shown by every client of the workspace.
   *
   * Args:
   *     line: where to look.
   *
   * Raises:
   *     NotFound: there is no such file.
   *     Denied: the path leads out of the workspace.
   */
  open_file(params: { path: string; line?: number | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<null> {
    return this.transport.command("workspaces.open_file", { workspace: null, ...params }, signal);
  }

  /** Return what you have open in this workspace, in whatever client; at first what the layout `Default` has. */
  open_files(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<OpenFiles> {
    return this.transport.query("workspaces.open_files", { workspace: null, ...params }, signal);
  }

  /** Return the panels of a workspace, and which is the active one. */
  panels(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Panels> {
    return this.transport.query("workspaces.panels", { workspace: null, ...params }, signal);
  }

  /** Return all preferences by name: what holds for you in this workspace, and what holds by default. */
  preferences(params: { workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<Preference>> {
    return this.transport.query("workspaces.preferences", { workspace: null, ...params }, signal);
  }

  /**
   * Give a workspace another name; its id, its folder and all that is in it stay.
   *
   * Raises:
   *     Conflict: another workspace is called so; `current` is its id.
   */
  rename(params: { name: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<WorkspaceInfo> {
    return this.transport.command("workspaces.rename", { workspace: null, ...params }, signal);
  }

  /**
   * Take a file, a folder or the whole workspace back to a point. `before` in the answer undoes it.
   *
   * What git ignores stays as it is. Open texts get what they were as an edit. Files of which the content is not
   * kept are left as they are and named in the answer.
   *
   * Args:
   *     to: the point.
   *     path: a file, or a folder with all in it; left out, everything.
   *
   * Raises:
   *     PointNotFound: there is no such point, or it is older than what is kept.
   *     PathNotKept: nothing is or was at the path.
   *     ContentMissing: a content is damaged or not kept any more; nothing was changed.
   */
  restore(params: { to: string; path?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Restored> {
    return this.transport.command("workspaces.restore", { workspace: null, ...params }, signal);
  }

  /**
   * Return what a worktree changed that the workspace it came from has not taken yet, committed or not.
   *
   * Each hunk can be accepted by itself with `workspaces.merge`. One is in conflict where both changed the same
   * lines in different ways: it then tells all three versions of them.
   *
   * Args:
   *     path: the only file to review.
   *
   * Raises:
   *     NotFound: it is no worktree, or is not open.
   *     Denied: the key does not reach the workspace that it came from.
   */
  review(params: { path?: string; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<Review> {
    return this.transport.query("workspaces.review", { workspace: null, ...params }, signal);
  }

  /**
   * Keep a layout under a name, for everybody; what is not given is taken of what you have open.
   *
   * Args:
   *     name: `Default` is what newcomers begin with.
   *     files: the open files in the order of their tabs.
   *     arrangement: how all of it stands on the screen.
   *     version: of the layout that is replaced, `new` for none; without it, whatever it is now.
   *
   * Raises:
   *     Conflict: somebody else saved it meanwhile; `current` is theirs.
   *     QuotaExceeded: it is too large, or there are too many.
   */
  save_layout(params: { name: string; files?: Array<OpenFile> | null; active?: string | null; arrangement?: Record<string, unknown> | null; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Layout> {
    return this.transport.command("workspaces.save_layout", { workspace: null, ...params }, signal);
  }

  /**
   * Keep what you have open, as far as it is given: your next client begins with it.
   *
   * Args:
   *     files: the open files in the order of their tabs.
   *     arrangement: how all of it stands on the screen.
   *     version: what you saw last; without it, whatever it is now.
   *
   * Raises:
   *     Conflict: another client of yours changed it meanwhile; `current` is what stands now.
   *     QuotaExceeded: it is too large.
   */
  set_open_files(params: { files?: Array<OpenFile> | null; active?: string | null; arrangement?: Record<string, unknown> | null; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<OpenFiles> {
    return this.transport.command("workspaces.set_open_files", { workspace: null, ...params }, signal);
  }

  /**
   * Add a panel, or change what is given of one; of two who do that the last one decides.
   *
   * Args:
   *     title: what people call it.
   *     place: where it stands.
   *     open: whether it is shown.
   *     data: what its clients keep of it, instead of what was kept.
   *
   * Raises:
   *     QuotaExceeded: there are too many, or it is too large.
   */
  set_panel(params: { panel: string; title?: string | null; place?: "below" | "centre" | "side" | null; open?: boolean | null; data?: Record<string, unknown> | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Panel> {
    return this.transport.command("workspaces.set_panel", { workspace: null, ...params }, signal);
  }

  /**
   * Choose a value, for yourself in all workspaces or for everybody in this one, which goes before it.
   *
   * Args:
   *     value: what the preference's schema allows; null takes back what was chosen.
   *     level: for whom.
   *     version: of the choice that is replaced, `new` for none; without it, whatever it is now.
   *
   * Raises:
   *     PreferenceNotFound: there is no such preference.
   *     PreferenceUnfit: the value does not fit it.
   *     Conflict: somebody chose another value meanwhile; `current` is theirs.
   */
  set_preference(params: { name: string; value?: unknown; level?: "person" | "workspace"; version?: string | null; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<Preference> {
    return this.transport.command("workspaces.set_preference", { workspace: null, ...params }, signal);
  }

  /**
   * Make a panel the active one; an empty id means none.
   *
   * Raises:
   *     NotFound: there is none.
   */
  show_panel(params: { panel: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null }, signal?: AbortSignal): Promise<ActivePanel> {
    return this.transport.command("workspaces.show_panel", { workspace: null, ...params }, signal);
  }

  /**
   * Return what changed, newest first, whoever did it and through what; all that is told by now is on it.
   *
   * Args:
   *     path: a file, wherever it was, or a folder with all in it; left out, everything.
   *     after: the `next` of the page before.
   *     limit: moments to a page, at most.
   */
  timeline(params: { path?: string; after?: string; limit?: number; workspace?: string | null; timeout?: number | null } = {}, signal?: AbortSignal): Promise<PageOfMoment> {
    return this.transport.query("workspaces.timeline", { workspace: null, ...params }, signal);
  }

  /** Forget what is older, or more, than the settings `timeline.days` and `timeline.bytes` keep. */
  trim(params: { workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Trimmed> {
    return this.transport.command("workspaces.trim", { workspace: null, ...params }, signal);
  }
}

/** All methods, by module. */
export class Methods {
  readonly clipboard: ClipboardMethods;
  readonly documents: DocumentsMethods;
  readonly execution: ExecutionMethods;
  readonly files: FilesMethods;
  readonly git: GitMethods;
  readonly languages: LanguagesMethods;
  readonly preview: PreviewMethods;
  readonly projects: ProjectsMethods;
  readonly remotes: RemotesMethods;
  readonly system: SystemMethods;
  readonly terminals: TerminalsMethods;
  readonly workspaces: WorkspacesMethods;

  constructor(transport: Transport) {
    this.clipboard = new ClipboardMethods(transport);
    this.documents = new DocumentsMethods(transport);
    this.execution = new ExecutionMethods(transport);
    this.files = new FilesMethods(transport);
    this.git = new GitMethods(transport);
    this.languages = new LanguagesMethods(transport);
    this.preview = new PreviewMethods(transport);
    this.projects = new ProjectsMethods(transport);
    this.remotes = new RemotesMethods(transport);
    this.system = new SystemMethods(transport);
    this.terminals = new TerminalsMethods(transport);
    this.workspaces = new WorkspacesMethods(transport);
  }
}
