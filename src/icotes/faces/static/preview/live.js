// In a previewed page: tells who holds it where it is, and goes where it was.
(() => {
  if (parent === window) return;
  const tell = (icotes) =>
    parent.postMessage({ icotes, x: scrollX, y: scrollY, at: location.href, title: document.title }, "*");
  let waits = false;
  addEventListener("scroll", () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      tell("scrolled");
    });
  });
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.icotes !== "go") return;
    if (data.theme) document.documentElement.dataset.theme = data.theme;
    if (data.x || data.y) scrollTo({ left: data.x, top: data.y, behavior: "instant" });
    tell("there");
  });
  if (document.readyState === "complete") tell("ready");
  else addEventListener("load", () => tell("ready"));
})();
