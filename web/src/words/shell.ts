export const shell = {
  dismiss: "Dismiss",
  nothingOpen: "Nothing is open",
  pasteKey: "Or paste a key",
  useKey: "Use this key",
  wantsKey: "This server wants a key",
};
