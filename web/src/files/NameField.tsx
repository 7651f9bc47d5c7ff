import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../words/index.ts";
import { cancel, doubtful, type Editing, finish, stemOf, wrong } from "./editing.ts";
import { focusTree } from "./focus.ts";
import { changes } from "./store.ts";

/** Where a name is typed, in its line of the tree. */
export function NameField({ it }: { it: Editing }) {
  const [value, setValue] = useState(it.node?.name ?? "");
  const [typed, setTyped] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    if (it.node) field.current?.setSelectionRange(0, stemOf(it.node));
  }, []);
  void changes.value; // a name may be taken while it is typed
  const bad = wrong(it, value) || (typed ? "" : (it.refused ?? ""));
  const note = bad || doubtful(value);
  const done = async () => {
    setTyped(false);
    if ((await finish(value)) && document.activeElement === document.body) focusTree();
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter" && !bad) void done();
    else if (event.key === "Escape") {
      cancel();
      focusTree();
    } else return;
    event.preventDefault();
  };
  const blur = () => {
    if (!document.hasFocus() || it.busy) return;
    if (bad || !value) cancel();
    else void finish(value);
  };
  const label = it.node
    ? words.files.newName
    : it.kind === "file"
      ? words.files.newFileName
      : words.files.newFolderName;
  return (
    <span class="explorer-name-field">
      <input
        ref={field}
        type="text"
        value={value}
        aria-label={label}
        aria-invalid={bad !== ""}
        aria-describedby={note ? "explorer-name-note" : undefined}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        dir="auto"
        onInput={(event) => {
          setTyped(true);
          setValue(event.currentTarget.value);
        }}
        onKeyDown={press}
        onBlur={blur}
      />
      {note && (
        <span id="explorer-name-note" role="alert" class={bad ? "explorer-note bad" : "explorer-note"}>
          {note}
        </span>
      )}
    </span>
  );
}
