import { keep } from "../session.ts";
import { words } from "../words/index.ts";

/** What somebody without a key sees: how to get one, and a field to paste it. */
export function Door({ why, entered }: { why: string; entered: () => void }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keep(String(new FormData(event.target as HTMLFormElement).get("key")).trim());
    entered();
  };
  return (
    <main class="door">
      <h1>{words.shell.wantsKey}</h1>
      <p role="alert">{why}</p>
      <pre>icotes open</pre>
      <form onSubmit={submit}>
        <label>
          {words.shell.pasteKey} <input name="key" type="password" autocomplete="off" />
        </label>
        <button type="submit" class="main">
          {words.shell.useKey}
        </button>
      </form>
    </main>
  );
}
