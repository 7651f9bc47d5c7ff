// Holds a previewed page: when something in it changes, it is loaded anew out of sight, brought to the same place, and
// shown then.
(() => {
  const PATIENCE = 4000;
  const { base, page } = document.body.dataset;
  const theme = document.documentElement.dataset.theme ?? "";
  let address = base + page;
  let place = { x: 0, y: 0 };
  let shown;
  let coming;
  let again = false;
  let last = "";
  let source;

  function load() {
    if (coming) {
      again = true;
      return;
    }
    coming = document.createElement("iframe");
    coming.className = shown ? "coming" : "";
    coming.title = document.title;
    const [path, hash = ""] = address.split("#");
    coming.src = `${path.split("?")[0]}${theme ? `?theme=${theme}` : ""}${hash ? `#${hash}` : ""}`;
    coming.addEventListener("load", () => setTimeout(show, PATIENCE, coming), { once: true });
    document.body.append(coming);
  }

  function show(frame) {
    if (frame !== coming) return;
    const focused = shown && document.activeElement === shown;
    shown?.remove();
    shown = coming;
    coming = undefined;
    shown.className = "";
    if (focused) shown.focus();
    if (again) {
      again = false;
      load();
    }
  }

  addEventListener("message", ({ source: from, data }) => {
    const frame = [shown, coming].find((each) => each && each.contentWindow === from);
    if (!frame || typeof data?.icotes !== "string") return;
    if (data.icotes === "ready") {
      const { x, y } = frame === coming && shown ? place : { x: 0, y: 0 };
      from.postMessage({ icotes: "go", x, y, theme }, "*");
    }
    if (data.icotes === "there") show(frame);
    if (frame !== shown || typeof data.at !== "string" || !data.at.startsWith(base)) return;
    address = data.at;
    place = { x: Number(data.x) || 0, y: Number(data.y) || 0 };
    if (typeof data.title === "string" && data.title) document.title = data.title;
  });

  function listen() {
    if (document.hidden) {
      source?.close();
      source = undefined;
      return;
    }
    if (source) return;
    source = new EventSource(`${base}.icotes/changes${last ? `?since=${encodeURIComponent(last)}` : ""}`);
    source.onmessage = ({ data, lastEventId }) => {
      last = lastEventId;
      if (data === "changed") load();
    };
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      document.documentElement.dataset.over = "";
      if (parent !== window) parent.postMessage({ icotes: "over" }, "*");
    };
  }

  document.addEventListener("visibilitychange", listen);
  listen();
  load();
})();
