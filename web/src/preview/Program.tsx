import { ExternalLink, Lock, PlugZap, RotateCw, TriangleAlert } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { asPath } from "./kinds.ts";
import { inNewTab, portAddress } from "./opening.ts";
import { ports } from "./ports.ts";
import "./preview.css";

const text = words.preview;

/** What a program serves on a port, on an origin of its own. */
export function Program({ tab }: { tab: Tab }) {
  const port = Number(tab.key);
  const [path, go] = useState("/");
  const [round, again] = useState(0);
  const known = ports.value;
  const listens = known?.some((each) => each.port === port) ?? false;
  const [address, failed] = useAddress(port, path, round, listens);
  if (!may("preview:write")) return <Empty icon={Lock} text={text.noPortWrite} />;
  return (
    <section class="preview" aria-label={text.portFrame(port)}>
      <form
        class="preview-head"
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem("path") as HTMLInputElement;
          field.value = asPath(field.value);
          go(field.value);
          again(round + 1);
        }}
      >
        <label class="preview-address">
          <span>{text.place(port)}</span>
          <input name="path" defaultValue={path} aria-label={text.path} spellcheck={false} autocomplete="off" />
        </label>
        <IconButton icon={RotateCw} title={text.reload} disabled={!listens} onClick={() => again(round + 1)} />
        <IconButton
          icon={ExternalLink}
          title={text.newTab}
          disabled={!listens}
          onClick={() => void portAddress(port, path).then(inNewTab, fail)}
        />
      </form>
      {known && !listens ? (
        <Empty icon={PlugZap} text={`${text.portGone(port)} ${text.portGoneHint}`} />
      ) : failed ? (
        <Empty icon={TriangleAlert} text={`${text.failed} ${failed}`}>
          <button type="button" onClick={() => again(round + 1)}>
            {text.tryAgain}
          </button>
        </Empty>
      ) : address ? (
        <iframe key={address} class="preview-frame" src={address} title={text.portFrame(port)} data-focus />
      ) : (
        <div class="busy" role="status" aria-label={text.wait} />
      )}
    </section>
  );
}

/** An address that lets this browser in, while the program listens, and why there is none. */
function useAddress(port: number, path: string, round: number, listens: boolean): [string, string] {
  const [address, set] = useState("");
  const [failed, fails] = useState("");
  useEffect(() => {
    if (!listens || !may("preview:write")) return set("");
    let alive = true;
    portAddress(port, path).then(
      (found) => {
        if (!alive) return;
        fails("");
        set(found);
      },
      (error) => alive && fails(error.message),
    );
    return () => {
      alive = false;
    };
  }, [port, path, round, listens]);
  return [address, failed];
}
