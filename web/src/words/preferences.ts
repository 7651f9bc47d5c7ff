const VALUES: Record<string, string> = {
  true: "on",
  false: "off",
  auto: "automatic",
  system: "as the system",
  light: "light",
  dark: "dark",
  on: "on",
  off: "off",
  block: "block",
  bar: "bar",
  underline: "underline",
};

export const preferences = {
  title: "Preferences",
  whose: "For whom",
  levels: { person: "For me, everywhere", workspace: "For everybody in this workspace" },
  hows: {
    person:
      "What you choose holds in all workspaces and browsers. A workspace may choose something else for everybody.",
    workspace: "What is chosen here goes before what each person likes.",
  },
  mayNot: "This key may look at preferences, not change them.",
  loading: "Asking the server…",
  unconnected: "Preferences are shown once the server answers.",
  sections: { appearance: "Appearance", editor: "Editor", terminal: "Terminal" } as Record<string, string>,
  names: {
    "appearance.theme": "Theme",
    "editor.font_size": "Size of letters",
    "editor.whitespace": "Mark spaces and tabs",
    "editor.word_wrap": "Wrap long lines",
    "terminal.cursor": "Cursor",
    "terminal.font_size": "Size of letters",
    "terminal.screen_reader": "Tell output to screen readers",
  } as Record<string, string>,
  usual: "This is the default.",
  overridden: (value: string) => `Here, this workspace has chosen: ${value}.`,
  reset: (value: string) => `Take it back (${value})`,
  shown: (value: unknown) => VALUES[String(value)] ?? String(value),
};
