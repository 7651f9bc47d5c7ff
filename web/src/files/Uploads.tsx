import { RotateCw, X } from "lucide-preact";
import { IconButton } from "../look/IconButton.tsx";
import { fail } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { nameOf } from "./node.ts";
import { cancelAll, reading, retry, type Upload, uploads } from "./uploads.ts";
import "./uploads.css";

const SHOWN = 8;

/** Uploads that are on their way or failed, in the foot of the explorer. */
export function Uploads() {
  const { list, done, all } = uploads.value;
  if (reading.value && !list.length)
    return (
      <p class="uploads soft" role="status">
        {words.files.reading}
      </p>
    );
  if (!list.length) return null;
  const failed = list.filter((each) => each.state === "failed");
  const going = list.filter((each) => each.state === "sending");
  const waiting = list.filter((each) => each.state === "waiting");
  const busy = list.length > failed.length;
  const shown = [...failed, ...going, ...waiting].slice(0, SHOWN);
  return (
    <section class="uploads" aria-label={words.files.uploads}>
      <header>
        <p role="status">{busy ? words.files.uploading(done, all) : words.files.uploadFailed(failed.length)}</p>
        {failed.length > 0 && !busy && (
          <IconButton icon={RotateCw} title={words.files.retry} onClick={() => void retry().catch(fail)} />
        )}
        <IconButton icon={X} title={busy ? words.files.cancelAll : words.files.dismiss} onClick={cancelAll} />
      </header>
      {busy && (
        <progress
          value={done + going.reduce((sum, each) => sum + share(each), 0)}
          max={all}
          aria-label={words.files.uploads}
        />
      )}
      <ul>
        {shown.map((each) => (
          <Line key={each.id} it={each} />
        ))}
        {list.length > shown.length && <li class="soft">{words.files.moreUploads(list.length - shown.length)}</li>}
      </ul>
    </section>
  );
}

const share = (it: Upload): number => (it.size ? Math.min(1, it.sent / it.size) : 0);

function Line({ it }: { it: Upload }) {
  const name = nameOf(it.path);
  return (
    <li class={it.state}>
      <bdi title={it.path}>{name}</bdi>
      <span class="soft">
        {it.state === "failed"
          ? it.why
          : it.state === "waiting"
            ? words.files.uploadWaits
            : `${Math.floor(100 * share(it))} %`}
      </span>
      <IconButton icon={X} size={14} title={words.files.cancelUpload(name)} onClick={() => it.cancel()} />
    </li>
  );
}
