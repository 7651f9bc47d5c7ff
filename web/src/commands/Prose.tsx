/** A docstring: what stands between backquotes is code, an empty line begins a paragraph. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n\s*\n/).map((each, index) => (
        <p key={index}>{each.split("`").map((part, at) => (at % 2 ? <code key={at}>{part}</code> : part))}</p>
      ))}
    </>
  );
}
