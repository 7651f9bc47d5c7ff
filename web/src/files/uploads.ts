// Uploads: some at once, with progress; what is in the way is asked about; what failed stays to be tried again.

import { signal } from "@preact/signals";
import { begin } from "../activity/tasks.ts";
import { fail, say } from "../notices/notices.ts";
import { raw } from "../server.ts";
import { key } from "../session.ts";
import { words } from "../words/index.ts";
import { makeFolder, ready } from "./actions.ts";
import { asker, type Decide } from "./conflicts.tsx";
import type { Source } from "./gather.ts";
import { copyName, inTurn } from "./names.ts";
import { join, nameOf, parentOf } from "./node.ts";
import { mine } from "./own.ts";

const AT_ONCE = 3;
const SHOWN_EVERY = 100;

/** A file on its way up. */
export interface Upload {
  id: number;
  path: string;
  state: "waiting" | "sending" | "failed";
  sent: number;
  size: number;
  why: string;
  file(): Promise<File>;
  cancel(): void;
}

/** What is on its way or failed; `done` counts what has arrived since there was nothing. */
export const uploads = signal<{ list: readonly Upload[]; done: number; all: number }>({ list: [], done: 0, all: 0 });
/** Whether what was dropped is still being looked through. */
export const reading = signal(false);

let last = 0;
let list: Upload[] = [];
let done = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function show(): void {
  if (timer) return;
  timer = setTimeout(() => {
    timer = undefined;
    uploads.value = { list: [...list], done, all: done + list.length };
  }, SHOWN_EVERY);
}

/** Uploads what was gathered into a folder. */
export async function upload(sources: readonly Source[], folder: string): Promise<void> {
  ready();
  const folders = sources.filter((each) => "folder" in each).map((each) => join(folder, each.path));
  const files = sources.filter((each) => "file" in each);
  await inTurn(folders, 1, makeFolder).catch(fail);
  const added = files.map((each) => waiting(join(folder, each.path), each));
  list.push(...added);
  show();
  await send(added);
}

function waiting(path: string, { size = 0, file }: { size?: number; file(): Promise<File> }): Upload {
  const it: Upload = { id: ++last, path, state: "waiting", sent: 0, size, why: "", file, cancel: () => leave(it) };
  return it;
}

/** Tries again what failed. */
export async function retry(): Promise<void> {
  ready();
  const failed = list.filter((each) => each.state === "failed");
  for (const each of failed) Object.assign(each, { state: "waiting", sent: 0, why: "" });
  show();
  await send(failed);
}

/** Cancels what is on its way, and forgets what failed. */
export function cancelAll(): void {
  for (const each of [...list]) each.cancel();
}

async function send(some: readonly Upload[]): Promise<void> {
  const decide = asker(some.length > 1);
  const arrived: Upload[] = [];
  const task = begin(words.files.uploads, cancelAll);
  let over = 0;
  await inTurn(some, AT_ONCE, async (it) => {
    if (list.includes(it) && (await sent(it, decide))) arrived.push(it);
    task.told(++over / some.length, words.files.uploading(over, some.length));
  });
  const failed = some.filter((each) => each.state === "failed" && list.includes(each)).length;
  task.end(failed ? words.files.uploadFailed(failed) : undefined);
  const [first] = arrived;
  if (first) say(words.files.uploaded(arrived.length, nameOf(first.path)), { kind: "done" });
  if (!list.length) done = 0;
  show();
}

async function sent(it: Upload, decide: Decide): Promise<boolean> {
  it.state = "sending";
  show();
  try {
    const arrived = await tryOut(it, await it.file(), decide);
    if (arrived) done++;
    leave(it);
    return arrived;
  } catch (error) {
    if (!list.includes(it)) return false;
    Object.assign(it, { state: "failed", why: (error as Error).message, cancel: () => leave(it) });
    show();
    return false;
  }
}

/** Sends a file as a new one; if there is one already, as is decided. */
async function tryOut(it: Upload, file: File, decide: Decide): Promise<boolean> {
  let headers: Record<string, string> = { "If-None-Match": "*" };
  const wanted = it.path;
  for (let number = 0; ; ) {
    const answer = await put(it, file, headers);
    if (answer.ok) return true;
    if (answer.status !== 412 && answer.status !== 409) throw new Error(answer.said.detail ?? words.files.uploadLost);
    const current = answer.said["current"] as { version?: string; type?: string } | undefined;
    const replaceable = !!current?.version && current.type !== "folder";
    const choice = number ? "both" : await decide(nameOf(it.path), replaceable);
    if (choice === "skip") return false;
    if (choice === "replace") headers = { "If-Match": `"${encodeURIComponent(current?.version ?? "")}"` };
    else it.path = join(parentOf(it.path), copyName(nameOf(wanted), ++number));
  }
}

interface Answer {
  ok: boolean;
  status: number;
  said: Record<string, any>;
}

/** One PUT; with XMLHttpRequest, for only that tells how much of a body was sent. */
function put(it: Upload, file: File, headers: Record<string, string>): Promise<Answer> {
  mine(it.path);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", raw(it.path));
    request.responseType = "json";
    request.setRequestHeader("Authorization", `Bearer ${key()}`);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      Object.assign(it, { sent: loaded, size: file.size });
      show();
    };
    request.onload = () => resolve({ ok: request.status < 300, status: request.status, said: request.response ?? {} });
    request.onerror = () => reject(new Error(words.files.uploadLost));
    request.onabort = () => reject(new Error(words.files.uploadLost));
    it.cancel = () => {
      leave(it);
      request.abort();
    };
    request.send(file);
  });
}

function leave(it: Upload): void {
  list = list.filter((each) => each !== it);
  show();
}
