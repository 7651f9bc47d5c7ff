import { ExternalLink, Eye, FileCode, Globe, GlobeLock, RotateCw, TriangleAlert } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { openFile } from "../editor/index.tsx";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { theme } from "../look/theme.ts";
import { fail } from "../notices/notices.ts";
import { link } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { mayNameOthers } from "./kinds.ts";
import { inNewTab, previewAddress } from "./opening.ts";
import "./preview.css";

const text = words.preview;
/** An address that is over is not asked for again at once. */
const REST = 2000;

/** A file as a page, on an origin of its own; it is loaded anew by itself when something in it changes. */
export function Preview({ tab }: { tab: Tab }) {
  const path = tab.key;
  const [network, allow] = useState(false);
  const [round, again] = useState(0);
  const [address, failed] = useAddress(path, network, round);
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    let last = 0;
    const over = ({ source, data }: MessageEvent) => {
      const mine = frame.current !== null && source === frame.current.contentWindow;
      if (!mine || data?.icotes !== "over" || link.peek() !== "live" || Date.now() - last < REST) return;
      last = Date.now();
      again((before) => before + 1);
    };
    addEventListener("message", over);
    return () => removeEventListener("message", over);
  }, []);
  return (
    <section class="preview" aria-label={text.of(path)}>
      <div class="preview-head">
        <span class="preview-path" title={path}>
          <bdi>{path}</bdi>
        </span>
        <IconButton icon={RotateCw} title={text.reload} onClick={() => again(round + 1)} />
        {mayNameOthers(path) && (
          <IconButton
            icon={network ? Globe : GlobeLock}
            title={network ? text.forbid : text.allow}
            aria-pressed={network}
            onClick={() => allow(!network)}
          />
        )}
        <IconButton icon={FileCode} title={text.source} onClick={() => openFile(path)} />
        <IconButton
          icon={ExternalLink}
          title={text.newTab}
          onClick={() => void previewAddress(path, network).then(inNewTab, fail)}
        />
      </div>
      {network && (
        <p class="preview-said" role="status">
          {text.allowed}
        </p>
      )}
      {failed ? (
        <Empty icon={failed ? TriangleAlert : Eye} text={`${text.failed} ${failed}`}>
          <button type="button" onClick={() => again(round + 1)}>
            {text.tryAgain}
          </button>
        </Empty>
      ) : address ? (
        <iframe ref={frame} key={address} class="preview-frame" src={address} title={text.frame(path)} data-focus />
      ) : (
        <div class="busy" role="status" aria-label={text.wait} />
      )}
    </section>
  );
}

/** An address for a file, and why there is none. */
function useAddress(path: string, network: boolean, round: number): [string, string] {
  const [address, set] = useState("");
  const [failed, fails] = useState("");
  const chosen = theme.value;
  useEffect(() => {
    let alive = true;
    previewAddress(path, network).then(
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
  }, [path, network, round, chosen]);
  return [address, failed];
}
