import { useLayoutEffect, useRef } from "preact/hooks";

/** A longer formula is no formula for reading. */
const LONGEST = 20_000;

/**
 * A formula in TeX as it reads; as it is written until what sets it has come, and if it can't be set.
 *
 * @param block whether it stands alone, on lines of its own.
 */
export function Formula({ tex, block }: { tex: string; block: boolean }) {
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    let current = true;
    const element = place.current!;
    element.textContent = tex;
    if (tex.length < LONGEST) {
      import("./tex.ts")
        .then(({ set }) => current && set(tex, block, element))
        .catch(() => (element.textContent = tex));
    }
    return () => (current = false);
  }, [tex, block]);
  return <span ref={place} />;
}
