// Where the lines of a graph of commits run. No page, no server.

/** A commit, as far as the graph knows it. */
interface Knot {
  id: string;
  parents: readonly string[];
}

/** A line from the top of a row to its bottom, from one lane to another; it is drawn in a colour by number. */
export interface Edge {
  from: number;
  to: number;
  colour: number;
}

/** What is drawn in a row: its own knot, what comes from above, and what goes on below. */
export interface Lanes {
  lane: number;
  colour: number;
  /** Lines of the upper half: from a lane of the row above to a lane here; the knot's own end in it. */
  above: readonly Edge[];
  /** Lines of the lower half. */
  below: readonly Edge[];
  width: number;
}

interface Lane {
  wants: string;
  colour: number;
}

/** The lanes of commits in their order, children first. */
export function lanesOf(commits: readonly Knot[]): Lanes[] {
  let lanes: (Lane | undefined)[] = [];
  let colours = 0;
  return commits.map(({ id, parents }) => {
    const before = lanes;
    const found = before.findIndex((each) => each?.wants === id);
    const lane = found >= 0 ? found : freeIn(before);
    const colour = before[lane]?.colour ?? colours++;
    const above = before.flatMap((each, at) =>
      each ? [{ from: at, to: each.wants === id ? lane : at, colour: each.colour }] : [],
    );
    const after: (Lane | undefined)[] = before.map((each) => (each?.wants === id ? undefined : each));
    const below: Edge[] = after.flatMap((each, at) => (each ? [{ from: at, to: at, colour: each.colour }] : []));
    parents.forEach((parent, number) => {
      const there = after.findIndex((each) => each?.wants === parent);
      const first = number === 0;
      let to = there >= 0 ? there : first ? lane : freeIn(after, lane);
      if (there < 0) after[to] = { wants: parent, colour: first ? colour : colours++ };
      else if (first && there > lane) {
        [after[lane], after[there]] = [after[there], undefined];
        for (const each of below) if (each.to === there) each.to = lane;
        to = lane;
      }
      below.push({ from: lane, to, colour: first ? colour : after[to]!.colour });
    });
    lanes = trimmed(after);
    const width = Math.max(lane + 1, before.length, lanes.length);
    return { lane, colour, above, below, width };
  });
}

function freeIn(lanes: readonly (Lane | undefined)[], but = -1): number {
  const at = lanes.findIndex((each, place) => !each && place !== but);
  return at >= 0 ? at : Math.max(lanes.length, but + 1);
}

function trimmed(lanes: (Lane | undefined)[]): (Lane | undefined)[] {
  const last = lanes.findLastIndex((each) => each !== undefined);
  return lanes.slice(0, last + 1);
}
