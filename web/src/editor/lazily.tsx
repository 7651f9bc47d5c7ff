// Components whose code is loaded when they are first drawn.

import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { fail } from "../notices/notices.ts";
import { Loading } from "./Loading.tsx";

/** A component that is the default of a module which is loaded when it is needed; `quiet` ones leave their place empty till then. */
export function lazily<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  quiet = false,
): FunctionComponent<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [View, set] = useState(() => known);
    useEffect(() => {
      if (!View)
        load().then((loaded) => {
          known = loaded.default;
          set(() => known);
        }, fail);
    }, []);
    return View ? <View {...props} /> : quiet ? null : <Loading />;
  };
}
