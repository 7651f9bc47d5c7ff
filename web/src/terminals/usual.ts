// The size that a new terminal begins with.

import { signal } from "@preact/signals";

/** Rows and columns of the box that was measured last. */
export const usual = signal({ rows: 24, cols: 80 });
