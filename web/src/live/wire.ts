// What a document needs of a server and of the browser, without saying which: a test gives its own.

/** What is said of a document beside its text. */
export interface Status {
  /** Whether the file on disk is what the document is. */
  saved: boolean;
  /** What keeps it from the disk; empty if nothing does. */
  trouble: string;
  /** The same for people. */
  detail: string;
  path: string;
  version_on_disk: string;
  encoding: string;
  ending: string;
}

/** All of a document that this client lacked. */
export interface State {
  type: "state";
  /** The incarnation: another one shares nothing with what is kept here. */
  document: string;
  update: Uint8Array;
  /** What the server has, as a state vector. */
  state: Uint8Array;
  status: Status;
}

/** A change, and who made it. */
export interface Update {
  type: "update";
  update: Uint8Array;
  author: string;
  kind: string;
  origin: string;
}

export type News = State | Update | { type: "status"; status: Partial<Status> } | { type: "gap" };

/** The server. */
export interface Wire {
  /** Tells of a document from a state on; it goes on by itself when the connection breaks. */
  follow(path: string, state: Uint8Array): AsyncIterableIterator<News>;
  /** Brings an update; returns once it is durable. */
  update(path: string, update: Uint8Array, document: string): Promise<void>;
  /** Returns once the server answers (again). */
  back(): Promise<void>;
  /** Whether it answers, as far as is known. */
  here(): boolean;
}

export type Kind = "text" | "rich" | "notebook";

/** A document as the browser keeps it. */
export interface Kept {
  path: string;
  kind: Kind;
  document: string;
  /** All of it. */
  state: Uint8Array;
  /** What the server has not taken yet; empty if it has everything. */
  unsent: Uint8Array;
  /** The text without that. */
  base: string;
  status: Status;
}

/** What keeps documents over reloads. */
export interface Keeper {
  /** What is kept of a document, the newest first. */
  read(path: string): Promise<Kept[]>;
  write(kept: Kept): Promise<void>;
  /** Forgets it, also what pages that are gone kept. */
  drop(path: string): Promise<void>;
}
