// What features add to the frame: views at the side, the panel below, tabs, and parts of the status bar.

import type { ReadonlySignal } from "@preact/signals";
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Tab } from "./layout.ts";

/** A view at the side: explorer, search, activity. */
export interface SideView {
  id: string;
  title: string;
  icon: ComponentType<{ size?: number }>;
  View: ComponentType;
  /** A number on its icon, if it is not 0. */
  badge?: ReadonlySignal<number>;
}

/** What a kind of tab is. */
export interface TabKind {
  View: ComponentType<{ tab: Tab }>;
  /** Whether it holds what is not saved. */
  isDirty?(tab: Tab): boolean;
  /** Asks, if need be, and says whether it may be closed. */
  mayClose?(tab: Tab): Promise<boolean>;
  /** Frees what it holds. */
  closed?(tab: Tab): void;
  icon?(tab: Tab): ComponentType<{ size?: number }>;
}

export const sideViews = signal<readonly SideView[]>([]);
export const tabKinds = new Map<string, TabKind>();
/** What stands in the panel below; there is one, the terminals. */
export const panelView = signal<ComponentType | undefined>(undefined);
/** Parts of the status bar, each drawn by its feature. */
export const statusParts = signal<readonly { side: "left" | "right"; View: ComponentType }[]>([]);

export function addSideView(view: SideView): void {
  sideViews.value = [...sideViews.value, view];
}

export function addTabKind(kind: string, it: TabKind): void {
  tabKinds.set(kind, it);
}

export function addStatus(side: "left" | "right", View: ComponentType): void {
  statusParts.value = [...statusParts.value, { side, View }];
}
