// PDF by pdf.js: its worker is a file of this server, and pages are drawn when they come into sight.

import { getDocument, type PDFDocumentProxy, PDFWorker, TextLayer } from "pdfjs-dist";
import workerAddress from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { words } from "../words/index.ts";

type Allowed = { createScriptURL(text: string): string };
type Policies = { createPolicy(name: string, rules: Allowed): Allowed };

/** Lets only this one file be a worker, where the browser asks who says so (Trusted Types). */
const allowed = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy("icotes-pdf", {
  createScriptURL: (text) => {
    if (text === workerAddress) return text;
    throw new TypeError("No other worker");
  },
});

const WIDEST = 900;
const CLOSE_BY = "800px";

/** Opens a document in a worker of its own. */
export async function openPdf(data: ArrayBuffer): Promise<{ document: PDFDocumentProxy; close: () => void }> {
  const port = new Worker(allowed?.createScriptURL(workerAddress) ?? workerAddress, { type: "module" });
  const worker = PDFWorker.create({ port });
  const task = getDocument({ data, worker, useWasm: false, enableXfa: false, stopAtErrors: false });
  const close = () => {
    void task.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  try {
    return { document: await task.promise, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The pages of a document below each other. */
export class Sheet {
  private readonly seen: IntersectionObserver;
  private readonly passed: IntersectionObserver;
  private readonly pdf: PDFDocumentProxy;
  private readonly zoom: number;
  private readonly at: (page: number) => void;
  private alive = true;

  /**
   * @param at is told which page is looked at.
   * @param top how far it is scrolled at first.
   */
  constructor(pdf: PDFDocumentProxy, box: HTMLElement, zoom: number, at: (page: number) => void, top = 0) {
    this.pdf = pdf;
    this.zoom = zoom;
    this.at = at;
    this.seen = new IntersectionObserver((all) => this.come(all), { root: box, rootMargin: CLOSE_BY });
    this.passed = new IntersectionObserver((all) => this.pass(all), { root: box, rootMargin: "-20% 0px -79% 0px" });
    void this.lay(box, top);
  }

  /** Gives every page its place; all are taken to be as large as the first until they are drawn. */
  private async lay(box: HTMLElement, top: number): Promise<void> {
    const first = await this.pdf.getPage(1);
    const whole = first.getViewport({ scale: 1 });
    const scale = (Math.min(WIDEST, box.clientWidth - 32) / whole.width) * this.zoom;
    if (!this.alive) return;
    const places = Array.from({ length: this.pdf.numPages }, (_, index) => {
      const place = document.createElement("section");
      place.dataset["page"] = String(index + 1);
      place.dataset["scale"] = String(scale);
      place.setAttribute("aria-label", words.editor.pageLabel(index + 1));
      place.style.width = `${whole.width * scale}px`;
      place.style.height = `${whole.height * scale}px`;
      return place;
    });
    box.replaceChildren(...places);
    box.scrollTop = top;
    for (const place of places) {
      this.seen.observe(place);
      this.passed.observe(place);
    }
  }

  private come(all: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of all) {
      if (isIntersecting && !target.hasChildNodes()) void this.draw(target as HTMLElement);
      else if (!isIntersecting) target.replaceChildren();
    }
  }

  private pass(all: IntersectionObserverEntry[]): void {
    const now = all.find((each) => each.isIntersecting)?.target as HTMLElement | undefined;
    if (now) this.at(Number(now.dataset["page"]));
  }

  private async draw(place: HTMLElement): Promise<void> {
    const canvas = document.createElement("canvas");
    place.replaceChildren(canvas);
    const page = await this.pdf.getPage(Number(place.dataset["page"]));
    const viewport = page.getViewport({ scale: Number(place.dataset["scale"]) });
    const dots = Math.min(2, devicePixelRatio || 1);
    place.style.width = `${viewport.width}px`;
    place.style.height = `${viewport.height}px`;
    canvas.width = viewport.width * dots;
    canvas.height = viewport.height * dots;
    if (!canvas.isConnected) return;
    await page.render({ canvas, viewport, transform: [dots, 0, 0, dots, 0, 0] }).promise;
    const text = document.createElement("div");
    text.className = "viewer-letters";
    text.style.setProperty("--total-scale-factor", String(viewport.scale));
    place.append(text);
    await new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport }).render();
  }

  close(): void {
    this.alive = false;
    this.seen.disconnect();
    this.passed.disconnect();
  }
}
