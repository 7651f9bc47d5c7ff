import { CornerDownLeft, Ellipsis, File, KeyRound, Pin, PinOff } from "lucide-preact";
import { now } from "../activity/now.ts";
import { IconButton } from "../look/IconButton.tsx";
import { type MenuItem, openMenuUnder } from "../look/Menu.tsx";
import { fail } from "../notices/notices.ts";
import type { Copied } from "../rpc.gen.ts";
import { here } from "../server.ts";
import { words } from "../words/index.ts";
import { called, insert, isFile, isText, pin, remove, save, share, use } from "./acting.ts";
import { address, mayWrite } from "./store.ts";

const text = words.clipboard;

/** Something that was copied: a press gives it to the browser's clipboard. */
export function Entry({ it, mine }: { it: Copied; mine: boolean }) {
  const name = called(it);
  const done = (work: Promise<unknown>) => void work.catch(fail);
  return (
    <li class="clipboard-entry" data-pinned={it.pinned || undefined}>
      <button type="button" class="bare clipboard-use" onClick={() => done(use(it, mine))}>
        <span class="unseen">{isFile(it) ? text.download : text.use}</span>
        <What it={it} mine={mine} />
        <About it={it} mine={mine} />
      </button>
      <div class="clipboard-acts">
        {isText(it) && (
          <IconButton icon={CornerDownLeft} title={text.insertHere(name)} onClick={() => done(insert(it, mine))} />
        )}
        {mine && mayWrite() && !it.secret && (
          <IconButton
            icon={it.pinned ? PinOff : Pin}
            title={it.pinned ? text.unpin(name) : text.pin(name)}
            onClick={() => done(pin(it))}
          />
        )}
        <IconButton
          icon={Ellipsis}
          title={text.more(name)}
          aria-haspopup="menu"
          onClick={(event) => openMenuUnder(event.currentTarget, menu(it, mine))}
        />
      </div>
    </li>
  );
}

function menu(it: Copied, mine: boolean): readonly MenuItem[] {
  const writes = mine && mayWrite();
  const run = (work: () => unknown) => () => void Promise.resolve(work()).catch(fail);
  return [
    { title: text.download, run: run(() => save(it, mine)) },
    ...(writes && !it.secret
      ? [{ title: it.shared === here.value ? text.unshare : text.share, run: run(() => share(it)) }]
      : []),
    ...(writes ? ["-" as const, { title: text.remove, bad: true, run: run(() => remove(it)) }] : []),
  ];
}

function What({ it, mine }: { it: Copied; mine: boolean }) {
  if (it.kind === "image")
    return <img class="clipboard-picture" src={address(it, mine)} alt={it.name || text.kind.image} loading="lazy" />;
  const Icon = it.secret ? KeyRound : File;
  if (it.secret || it.kind === "file")
    return (
      <span class="clipboard-name">
        <Icon size={16} aria-hidden="true" />
        <bdi>{called(it)}</bdi>
      </span>
    );
  return <span class="clipboard-text mono">{it.preview}</span>;
}

function About({ it, mine }: { it: Copied; mine: boolean }) {
  const shared = it.shared && (it.shared === here.value ? text.sharedHere : text.sharedElsewhere);
  const parts = [
    mine ? "" : text.by(it.owner),
    text.about(it.kind, it.size),
    words.activity.ago(Math.max(0, now.value - it.created)),
    it.pinned && text.pinned,
    mine && shared,
  ].filter(Boolean);
  return (
    <span class="clipboard-about">
      {parts.join(" · ")}
      {it.secret && <Left until={it.expires} />}
    </span>
  );
}

/** How long a secret is still there. */
function Left({ until }: { until: number }) {
  return <strong> · {text.secretFor(until - now.value)}</strong>;
}
