// When something was, in a few words.

const DAY = 86_400;
const UNITS: readonly [number, Intl.RelativeTimeFormatUnit][] = [
  [DAY, "day"],
  [3_600, "hour"],
  [60, "minute"],
];
const near = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const far = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });

/** How long ago seconds since the epoch are; the date, if that is more than a week. */
export function whenOf(seconds: number, now = Date.now() / 1000): string {
  const passed = now - seconds;
  if (passed > 7 * DAY) return far.format(seconds * 1000);
  const [size, unit] = UNITS.find(([each]) => passed >= each) ?? [60, "minute"];
  return near.format(-Math.floor(passed / size), unit);
}
