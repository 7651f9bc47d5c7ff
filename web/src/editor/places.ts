// Where each editor was looked at: its selection and how far it was scrolled, over reloads of this browser tab.

/** What is remembered of one editor. */
export interface Spot {
  /** Anchor and head of each selected range. */
  ranges: [number, number][];
  main: number;
  /** The first visible position, and how far it is from the upper edge, in pixels. */
  top: number;
  offset: number;
  left: number;
}

const NAME = "icotes-places";
const MOST = 200;

let places = new Map<string, Spot>(parsed());

function parsed(): [string, Spot][] {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? "[]");
  } catch {
    return [];
  }
}

const nameOf = (path: string, group: string): string => `${group}\n${path}`;

/** What is remembered of a file in a group, else in any. */
export function placeOf(path: string, group: string): Spot | undefined {
  const own = places.get(nameOf(path, group));
  return own ?? [...places].findLast(([name]) => name.endsWith(`\n${path}`))?.[1];
}

export function remember(path: string, group: string, spot: Spot): void {
  places.delete(nameOf(path, group));
  places.set(nameOf(path, group), spot);
}

/** A file has another path now. */
export function movePlaces(from: string, to: string): void {
  places = new Map(
    [...places].map(([name, spot]) => [name.endsWith(`\n${from}`) ? name.slice(0, -from.length) + to : name, spot]),
  );
}

/** Those who know a place that is looked at now. */
export const lookers = new Set<() => void>();

/** Keeps what is remembered for the page that comes after this one. */
export function keepPlaces(): void {
  for (const remembers of lookers) remembers();
  try {
    sessionStorage.setItem(NAME, JSON.stringify([...places].slice(-MOST)));
  } catch {
    // A full store: the places are not remembered, everything else works.
  }
}
