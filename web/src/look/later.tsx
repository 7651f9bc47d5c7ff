import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { fail } from "../notices/notices.ts";

/** A component that is fetched when it is first drawn; until then there is an empty place. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): FunctionComponent<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [View, show] = useState(() => loaded);
    useEffect(() => {
      if (!View) load().then((it) => show(() => (loaded = it)), fail);
    }, []);
    return View ? <View {...props} /> : <div aria-busy="true" />;
  };
}
