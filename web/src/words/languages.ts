const errors = (count: number) => (count === 1 ? "1 error" : `${count} errors`);
const warnings = (count: number) => (count === 1 ? "1 warning" : `${count} warnings`);
const places = (count: number) => (count === 1 ? "1 place" : `${count} places`);
const files = (count: number) => (count === 1 ? "1 file" : `${count} files`);

export const languages = {
  // Problems.
  problems: "Problems",
  show: "Show problems",
  next: "Go to the next problem",
  previous: "Go to the previous problem",
  none: "Nothing is wrong with the files that were looked at.",
  noneHere: "Nothing that fits is wrong.",
  denied: "This key may not ask language servers.",
  failed: (why: string) => `What is wrong can't be shown: ${why}`,
  again: "Try again",
  errors: "Errors",
  warnings: "Warnings",
  counted: (error: number, warning: number) => `${errors(error)}, ${warnings(warning)}`,
  at: (line: number, column: number) => `Ln ${line}, Col ${column}`,
  severity: { error: "Error", warning: "Warning", information: "Note", hint: "Hint" },
  only: "Only of the active file",
  filter: "Filter",

  // Servers.
  server: {
    missing: (name: string) => `${name} is not installed`,
    stopped: (name: string) => name,
    starting: (name: string) => `${name} starts …`,
    ready: (name: string) => name,
    failing: (name: string) => `${name} fails`,
  },
  servers: "Language servers",
  restart: (name: string) => `Restart ${name}`,
  restartAll: "Restart the language servers of this file",
  install: (how: string) => `Install it on the server: ${how}`,
  shutIn: "It runs shut in: it may read the workspace and has no network.",
  free: "It runs without a sandbox.",

  // In the editor.
  signature: (at: number, of: number) => `${at} of ${of}`,
  definition: "Go to definition",
  references: "Go to references",
  rename: "Rename symbol",
  format: "Format",
  fix: "Quick fix",
  noDefinition: "No definition is known.",
  noReferences: "No references are known.",
  outside: (name: string) => `It is in ${name}, which is not in this workspace.`,
  pickPlace: "Type to narrow it down",
  noPlace: "No place fits",
  formatted: "It is formatted already.",
  noFix: "Nothing can be done here.",
  pickFix: "What to do",
  changed: "The text changed meanwhile; try it again.",
  onlyShared: "The language server knows this text only once it is saved; save it first.",

  // Renaming.
  renameThis: (name: string) => `Rename ${name}`,
  newName: "New name",
  preview: "Preview",
  apply: "Apply",
  cancel: "Cancel",
  nothing: "Nothing would change.",
  wouldChange: (count: number, of: number) => `${places(count)} in ${files(of)}`,
  take: (path: string) => `Change ${path}`,
  applied: (count: number, of: number) => `Changed ${places(count)} in ${files(of)}.`,
};
