import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { Splitter } from "../look/Splitter.tsx";
import { words } from "../words/index.ts";
import { DropPlace } from "./drag.tsx";
import { Guard } from "./Guard.tsx";
import {
  current,
  even,
  focusGroup,
  type Group,
  groups,
  type Node,
  narrow,
  resize,
  root,
  type Split,
} from "./layout.ts";
import { Start } from "./Start.tsx";
import { Strip } from "./Tabs.tsx";
import { ready, tabKinds } from "./views.ts";
import "./groups.css";

/** All groups of tabs as they are split; on a phone only the current one. */
export function Groups() {
  const one = narrow.value && groups.value.find((each) => each.id === current.value);
  return <div class="groups">{one ? <Place key={one.id} group={one} /> : <Part node={root.value} path={[]} />}</div>;
}

function Part({ node, path }: { node: Node; path: readonly number[] }) {
  return node.type === "group" ? <Place key={node.id} group={node} /> : <Parts split={node} path={path} />;
}

function Parts({ split, path }: { split: Split; path: readonly number[] }) {
  const box = useRef<HTMLDivElement>(null);
  const move = (at: number, pixels: number) => {
    const whole = split.direction === "row" ? box.current!.clientWidth : box.current!.clientHeight;
    resize(path, at, pixels / whole);
  };
  return (
    <div ref={box} class={`split ${split.direction}`}>
      {split.parts.map((part, at) => (
        <Fragment key={part.type === "group" ? part.id : `split-${at}`}>
          {at > 0 && (
            <Splitter
              direction={split.direction}
              label={words.shell.splitMove}
              value={(split.sizes[at - 1] ?? 0) * 100}
              min={0}
              max={100}
              onMove={(pixels) => move(at - 1, pixels)}
              onReset={() => even(path)}
            />
          )}
          <div class="split-part" style={{ flexGrow: split.sizes[at] }}>
            <Part node={part} path={[...path, at]} />
          </div>
        </Fragment>
      ))}
    </div>
  );
}

/** A group: its tabs and what the active one shows. */
function Place({ group }: { group: Group }) {
  const number = groups.value.findIndex((each) => each.id === group.id) + 1;
  const here = group.id === current.value;
  const enter = () => focusGroup(group.id);
  const tab = group.tabs.find((each) => each.id === group.active);
  const View = tab && tabKinds.get(tab.kind)?.View;
  const at = tab ? group.tabs.indexOf(tab) : -1;
  return (
    <section
      class="group"
      data-region="centre"
      data-current={here ? "" : undefined}
      data-alone={groups.value.length === 1 || undefined}
      aria-label={words.shell.group(number, groups.value.length)}
      onFocusCapture={enter}
      onPointerDownCapture={enter}
    >
      {tab && !narrow.value && <Strip group={group} number={number} />}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it has them only with its role */}
      <div
        class="group-body sheet"
        data-inside
        role={tab ? "tabpanel" : undefined}
        aria-label={tab?.title}
        aria-labelledby={tab && !narrow.value ? `tab-${group.id}-${at}` : undefined}
        tabIndex={-1}
      >
        {tab && View && ready.value && (
          <Guard key={tab.id}>
            <View tab={tab} group={group.id} />
          </Guard>
        )}
        {tab && !View && <p class="soft">{words.shell.nothingHere}</p>}
        {!tab && ready.value && <Start />}
        <DropPlace group={group} />
      </div>
    </section>
  );
}
