import { ChevronsUpDown, CircleUser, Monitor, Moon, Sun } from "lucide-preact";
import { openMenuUnder } from "../look/Menu.tsx";
import { type Theme, theme } from "../look/theme.ts";
import { link, may, welcome, workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { mainMenu, themeName, workspaceMenu } from "./menu.ts";
import { ready, statusParts } from "./views.ts";
import { nameOf, workspaces } from "./workspaces.ts";
import "./status.css";

/** The last line: the connection and the workspace, what features say of themselves, the theme, who is here. */
export function Status() {
  const parts = ready.value ? statusParts.value : [];
  return (
    <footer class="status" data-region="status">
      <Workspace />
      {parts
        .filter((each) => each.side === "left")
        .map(({ View }, at) => (
          <View key={`left-${at}`} />
        ))}
      <span class="status-space" />
      {parts
        .filter((each) => each.side === "right")
        .map(({ View }, at) => (
          <View key={`right-${at}`} />
        ))}
      <ThemeSwitch />
      {welcome.value && (
        <button
          type="button"
          class="status-part"
          aria-haspopup="menu"
          data-tip={words.shell.menu}
          onClick={(event) => openMenuUnder(event.currentTarget, mainMenu())}
        >
          <CircleUser size={14} />
          {welcome.value.caller}
        </button>
      )}
    </footer>
  );
}

function Workspace() {
  const state = { live: words.shell.connected, connecting: words.shell.connecting }[link.value as string];
  const name = (
    <>
      <span class={`status-dot ${link.value}`} role="img" aria-label={state ?? words.shell.connectionLost} />
      {workspace.value ? nameOf(workspace.value) : <span class="status-late">{state}</span>}
    </>
  );
  if (workspaces.value.length < 2 && !may("workspaces:write"))
    return (
      <span class="status-part" data-tip={`${workspace.value?.folder ?? ""} · ${state ?? words.shell.connectionLost}`}>
        {name}
      </span>
    );
  return (
    <button
      type="button"
      class="status-part"
      aria-haspopup="menu"
      data-tip={words.shell.otherWorkspaces}
      disabled={!workspaces.value.length}
      onClick={(event) => openMenuUnder(event.currentTarget, workspaceMenu())}
    >
      {name}
      <ChevronsUpDown size={12} />
    </button>
  );
}

const NEXT: Record<Theme, Theme> = { "": "light", light: "dark", dark: "" };

function ThemeSwitch() {
  const Icon = { "": Monitor, light: Sun, dark: Moon }[theme.value];
  return (
    <button
      type="button"
      class="status-part"
      aria-label={words.shell.theme(themeName(theme.value))}
      data-tip=""
      onClick={() => (theme.value = NEXT[theme.value])}
    >
      <Icon size={14} />
    </button>
  );
}
