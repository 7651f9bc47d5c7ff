// What features add to the frame: views at the side, the panel below, tabs, and parts of the status bar.

import type { ReadonlySignal } from "@preact/signals";
import { signal } from "@preact/signals";
import type { ComponentType, FunctionComponent } from "preact";
import type { Icon } from "../look/icon.ts";
import type { Tab } from "./tree.ts";

/** A view at the side: explorer, search, activity. */
export interface SideView {
  id: string;
  title: string;
  icon: Icon;
  /** Drawn while it is the one shown; what has `data-focus` in it gets the focus first. */
  View: ComponentType;
  /** A number on its icon, if it is not 0. */
  badge?: ReadonlySignal<number>;
  /** The command that shows it: its key stands with its name. */
  command?: string;
}

/** What a kind of tab is. */
export interface TabKind {
  /** Drawn while its tab is shown in a group, whose id it gets; what has `data-focus` in it gets the focus first. */
  View: FunctionComponent<{ tab: Tab; group: string }>;
  /** Whether it holds what is not saved. */
  isDirty?(tab: Tab): boolean;
  /** Asks, if need be, and says whether it may be closed. */
  mayClose?(tab: Tab): Promise<boolean>;
  /** Frees what it holds; called when it is open in no group any more. */
  closed?(tab: Tab): void;
  icon?(tab: Tab): Icon;
  /** Stands beside its title, e.g. who else looks at it. */
  Beside?: FunctionComponent<{ tab: Tab }>;
  /** The ids of commands for the tab that is shown, what saves it first: they stand in its menu, where there are no keys. */
  acts?: readonly string[];
}

/** A part of the panel below: terminals, problems, output. */
export interface PanelTab {
  id: string;
  title: string;
  icon: Icon;
  /** Stays in the page, hidden, once it was shown; its first line begins with `PanelTabs` and ends with `PanelActs`. */
  View: ComponentType;
  /** A number beside its title, if it is not 0. */
  badge?: ReadonlySignal<number>;
  /** Its place among the others, from the left. */
  order: number;
}

/** Whether the server has answered: views are drawn from then on, the frame before. */
export const ready = signal(false);
export const sideViews = signal<readonly SideView[]>([]);
export const tabKinds = new Map<string, TabKind>();
/** What can stand in the panel below, in order. */
export const panelTabs = signal<readonly PanelTab[]>([]);
/** Parts of the status bar, each drawn by its feature. */
export const statusParts = signal<readonly { side: "left" | "right"; View: ComponentType }[]>([]);

/** Icon buttons at the end of the tabs, each drawn while a tab of its kind is shown. */
export const tabActs = signal<readonly { kind: string; View: FunctionComponent<{ tab: Tab }> }[]>([]);

/** Adds an icon button for tabs of a kind; it draws nothing where it does not fit. */
export function addTabAct(kind: string, View: FunctionComponent<{ tab: Tab }>): void {
  tabActs.value = [...tabActs.value, { kind, View }];
}

export function addSideView(view: SideView): void {
  sideViews.value = [...sideViews.value, view];
}

export function addPanelTab(tab: PanelTab): void {
  panelTabs.value = [...panelTabs.value, tab].sort((a, b) => a.order - b.order);
}

export function addTabKind(kind: string, it: TabKind): void {
  tabKinds.set(kind, it);
}

export function addStatus(side: "left" | "right", View: ComponentType): void {
  statusParts.value = [...statusParts.value, { side, View }];
}
