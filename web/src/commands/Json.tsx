import { useState } from "preact/hooks";

/** Members of a list or an object that are drawn at once. */
const SHOWN = 200;
const PREVIEW = 400;

/** A value as a tree; `open` levels of it stand open. */
export function Json({ value, open, name }: { value: unknown; open: number; name?: string }) {
  const [count, show] = useState(SHOWN);
  const [isOpen, turn] = useState(open > 0);
  const label = name === undefined ? null : <span class="json-name">{name}: </span>;
  if (value === null || typeof value !== "object")
    return (
      <div class="json-leaf">
        {label}
        <span class={`json-${value === null ? "null" : typeof value}`}>
          {typeof value === "string" && name !== undefined ? JSON.stringify(value) : String(value)}
        </span>
      </div>
    );
  const members = Object.entries(value);
  const [begin, end] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (!members.length)
    return (
      <div class="json-leaf">
        {label}
        {begin}
        {end}
      </div>
    );
  return (
    <details class="json" open={isOpen} onToggle={(event) => turn(event.currentTarget.open)}>
      <summary>
        {label}
        <span class="soft">{isOpen ? `${begin}${members.length}${end}` : short(value)}</span>
      </summary>
      {isOpen && (
        <div class="json-members">
          {members.slice(0, count).map(([key, each]) => (
            <Json key={key} name={key} value={each} open={open - 1} />
          ))}
          {members.length > count && (
            <button type="button" onClick={() => show(count + SHOWN)}>
              +{members.length - count}
            </button>
          )}
        </div>
      )}
    </details>
  );
}

function short(value: object): string {
  const text = JSON.stringify(Array.isArray(value) ? value.slice(0, 20) : value);
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text;
}
