import { useState } from "preact/hooks";
import type { Content } from "../rpc.gen.ts";
import { raw } from "../server.ts";
import { words } from "../words/index.ts";
import { Download } from "./Download.tsx";

/** Sound or film, read from the server as it is played. */
export function Media({ content }: { content: Content }) {
  const [bad, setBad] = useState(false);
  const Player = content.media_type.startsWith("audio/") ? "audio" : "video";
  return (
    <div class="viewer">
      <div class="viewer-head">
        <span>{content.media_type}</span>
        <span class="soft">{words.editor.bytes(content.size)}</span>
        <span class="viewer-space" />
        <Download path={content.path} />
      </div>
      <div class="viewer-ground dark fit">
        {bad ? (
          <p class="soft">{words.editor.noMedia}</p>
        ) : (
          <Player
            controls
            preload="metadata"
            src={raw(content.path)}
            aria-label={content.path}
            onError={() => setBad(true)}
          />
        )}
      </div>
    </div>
  );
}
