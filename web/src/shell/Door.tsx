import { signal } from "@preact/signals";
import { Copy, KeyRound } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { take } from "../session.ts";
import { words } from "../words/index.ts";
import "./door.css";

/** What stands between a person and the workspace: why the key opens nothing; `undefined` while it opens. */
export const door = signal<{ why: string; was: boolean; enter: () => Promise<void> } | undefined>(undefined);

const COMMAND = "icotes open";

/** What somebody without a key sees: how to get one, and a field to paste it. */
export function Door() {
  const it = door.value;
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [it !== undefined]);
  if (!it) return null;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    await take(String(new FormData(event.target as HTMLFormElement).get("key")).trim());
    await it.enter();
    setBusy(false);
  };
  return (
    <main class="door">
      <div class="door-page">
        <KeyRound size={28} strokeWidth={1.25} />
        <h1>{it.was ? words.shell.doorAgain : words.shell.doorTitle}</h1>
        {it.was && <p>{words.shell.doorAgainHow}</p>}
        <p role="alert" class="door-why">
          {it.why}
        </p>
        <p>{words.shell.doorHow}</p>
        <div class="door-command">
          <code>{COMMAND}</code>
          <IconButton
            icon={Copy}
            title={words.shell.copyCommand}
            onClick={() => void navigator.clipboard.writeText(COMMAND)}
          />
        </div>
        <form onSubmit={submit}>
          <label for="door-key">{words.shell.doorOr}</label>
          <div>
            <input
              ref={field}
              id="door-key"
              name="key"
              type="password"
              autocomplete="off"
              spellcheck={false}
              required
            />
            <button type="submit" class="main" disabled={busy}>
              {words.shell.useKey}
            </button>
          </div>
        </form>
      </div>
    </main>
  );
}
