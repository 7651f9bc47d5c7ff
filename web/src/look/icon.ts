import type { ComponentType } from "preact";

/** An icon, e.g. one of `lucide-preact`. */
export type Icon = ComponentType<{ size?: number | string; strokeWidth?: number | string }>;
