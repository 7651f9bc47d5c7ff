// Makes elements. Whatever comes from the server becomes text, never markup.

/** Returns an element with these attributes and children; what is null or false is left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** Returns the element with this id. */
export const one = (id) => document.getElementById(id);

/** Returns the pieces of a docstring: what stands in backticks is code. */
export const prose = (text) => text.split("`").map((part, n) => (n % 2 ? make("code", {}, part) : part));

/** Returns "3 keys", "1 key". */
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** Returns a time with how long ago that was. */
export function ago(seconds) {
  const at = new Date(seconds * 1000);
  return make("time", { datetime: at.toISOString(), title: at.toLocaleString() }, since(Date.now() / 1000 - seconds));
}

function since(seconds) {
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}
