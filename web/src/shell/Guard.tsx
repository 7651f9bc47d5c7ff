import { TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { words } from "../words/index.ts";

/** Keeps the rest of the page alive when a part of it fails. */
export function Guard({ children }: { children: ComponentChildren }) {
  const [error, again] = useErrorBoundary((failure) => console.error(failure));
  if (!error) return <>{children}</>;
  return (
    <Empty icon={TriangleAlert} text={`${words.shell.failed}: ${error instanceof Error ? error.message : error}`}>
      <button type="button" onClick={again}>
        {words.shell.tryAgain}
      </button>
    </Empty>
  );
}
