import { ask } from "../look/Dialog.tsx";
import { RpcError } from "../rpc.ts";
import { words } from "../words/index.ts";
import { refresh, remove, save, saved } from "./named.ts";
import "./layouts.css";

const text = words.layouts;

/** Asks for a name and keeps what stands here under it; once more if there is such a layout already. */
export async function askToSave(): Promise<void> {
  await refresh();
  let name = "";
  const body = (
    <div class="layouts-form">
      <p>{text.saveHow}</p>
      <label>
        {text.name}
        <input
          name="layout"
          autocomplete="off"
          maxLength={100}
          list="layouts-known"
          onInput={(event) => (name = event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key === "Enter")
              event.currentTarget.closest("dialog")?.querySelector<HTMLElement>(".main")?.click();
          }}
        />
      </label>
      <datalist id="layouts-known">
        {saved.peek().map((each) => (
          <option key={each.name} value={each.name} />
        ))}
      </datalist>
    </div>
  );
  const answers = [
    { value: "save", title: text.keep, kind: "main" },
    { value: "", title: text.cancel },
  ] as const;
  if ((await ask(text.saveTitle, answers, body)) !== "save" || !name) return;
  await saveAs(name, "new");
}

async function saveAs(name: string, version: string): Promise<void> {
  try {
    await save(name, version);
  } catch (error) {
    if (!(error instanceof RpcError) || error.kind !== "Conflict") throw error;
    const theirs = error.data["current"] as { by: string; version: string } | null;
    const answers = [
      { value: "replace", title: text.replace, kind: "bad" },
      { value: "", title: text.cancel },
    ] as const;
    const body = <p>{theirs ? text.replaceHow(theirs.by) : text.goneHow}</p>;
    if ((await ask(text.replaceTitle(name), answers, body)) === "replace") await saveAs(name, theirs?.version ?? "new");
  }
}

/** Asks, and forgets a layout. */
export async function askToDelete(name: string): Promise<void> {
  const answers = [
    { value: "delete", title: text.deleteIt, kind: "bad" },
    { value: "", title: text.cancel },
  ] as const;
  if ((await ask(text.deleteTitle(name), answers, <p>{text.deleteHow}</p>)) === "delete") await remove(name);
}
