// The time, for what says how long ago something was; it goes on only while somebody looks.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Seconds since the epoch. */
export const now = signal(Date.now() / 1000);

/** Lets the time go on while a component is drawn. */
export function useTime(): void {
  useEffect(() => {
    const tick = () => {
      now.value = Date.now() / 1000;
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
}
