// Types and methods of the server. Generated from its method table by `make generate`; do not edit.

import type { Item, Transport } from "./rpc.ts";

/** Bytes as they stand in JSON. */
export type Base64 = string;

/** Nothing for this follower up to this cursor; it only moves the cursor on. */
export interface Bookmark {
  type: "bookmark";
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

/** A download on a face that has no raw bytes. */
export interface Downloaded {
  data: Base64;
  media_type: string;
  version: string;
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
 * How a process ended.
 *
 * Attributes:
 *     code: what it returned; null when a signal ended it.
 *     signal: the name of that signal, e.g. `SIGKILL`; empty when it returned.
 */
export interface Exit {
  code: number | null;
  signal: string;
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

/** How the part with this name is. */
export interface PartHealth {
  state: "degraded" | "failed" | "ok";
  detail: string;
  name: string;
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

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfNone {
  type: "snapshot";
  state: null;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfPlaced {
  type: "snapshot";
  state: Placed;
}

/** The state at a cursor; what follows are the changes to it. */
export interface SnapshotOfTerminal {
  type: "snapshot";
  state: Terminal;
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
 */
export interface WorkspaceInfo {
  id: string;
  name: string;
  project: string;
  folder: string;
  cursor: string;
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
   *
   * Raises:
   *     QuotaExceeded: too many terminals run in this workspace.
   *     CommandNotFound: there is no such program.
   *     NotFound: there is no such folder.
   */
  create(params: { command?: Array<string>; cwd?: string; env?: Record<string, string> | null; rows?: number; cols?: number; name?: string; startup?: string; workspace?: string | null; timeout?: number | null; idempotency_key?: string | null } = {}, signal?: AbortSignal): Promise<Terminal> {
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

  /** Return the open workspaces that this key reaches, by name. */
  list(params: { timeout?: number | null } = {}, signal?: AbortSignal): Promise<Array<WorkspaceInfo>> {
    return this.transport.query("workspaces.list", params, signal);
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
}

/** All methods, by module. */
export class Methods {
  readonly files: FilesMethods;
  readonly projects: ProjectsMethods;
  readonly system: SystemMethods;
  readonly terminals: TerminalsMethods;
  readonly workspaces: WorkspacesMethods;

  constructor(transport: Transport) {
    this.files = new FilesMethods(transport);
    this.projects = new ProjectsMethods(transport);
    this.system = new SystemMethods(transport);
    this.terminals = new TerminalsMethods(transport);
    this.workspaces = new WorkspacesMethods(transport);
  }
}
