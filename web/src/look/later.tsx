// Components whose code is fetched when they are first drawn.

import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../notices/notices.ts";
import { words } from "../words/index.ts";

/**
 * A component that is fetched when it is first drawn.
 *
 * @param Waiting what stands there until then; an empty place, if left out.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Waiting: ComponentType = Empty,
): FunctionComponent<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [View, show] = useState(() => loaded);
    useEffect(() => {
      if (!View) load().then((it) => show(() => (loaded = it)), missing);
    }, []);
    return View ? <View {...props} /> : <Waiting />;
  };
}

function Empty() {
  return <div aria-busy="true" />;
}

/** A part of this page is not to be had: the server is away, or has another version of it by now. */
function missing(): void {
  say(words.shell.missing, { kind: "failed", action: { title: words.shell.reload, run: () => location.reload() } });
}
