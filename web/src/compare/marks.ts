// What stands out in a comparison.

/** Lines `from`..`to` of the second text, counted from 1; none, if `to` is before `from`. */
export interface Mark {
  from: number;
  to: number;
  kind: "taken" | "left" | "conflict";
  active: boolean;
}
