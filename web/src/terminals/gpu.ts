// The renderer on the graphics card, where there is a real one; without it, or when it is lost, xterm draws with the DOM.

import type { Terminal } from "@xterm/xterm";

const BY_PROCESSOR = /swiftshader|llvmpipe|softpipe|software|basic render|mesa offscreen/i;
let real: boolean | undefined;

/** Whether there is one that is faster than the DOM; a renderer that computes on the processor is not. */
function hasGpu(): boolean {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const more = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !BY_PROCESSOR.test(name);
}

/**
 * Draws a terminal by the graphics card; returns what goes back to the DOM.
 *
 * @param changed is told when the letters have another width.
 */
export async function accelerate(term: Terminal, changed: () => void): Promise<() => void> {
  real ??= hasGpu();
  if (!real) return () => {};
  const { WebglAddon } = await import("@xterm/addon-webgl");
  const addon = new WebglAddon();
  const stop = () => {
    addon.dispose();
    term.options.letterSpacing = 0;
  };
  try {
    term.loadAddon(addon);
    addon.onContextLoss(() => {
      real = false;
      stop();
      changed();
    });
    term.options.letterSpacing = spare(term);
    changed();
  } catch {
    real = false;
    stop();
  }
  return stop;
}

/** The pixel that letters get more, if they would lose the larger part of one: the card draws whole ones only. */
function spare(term: Terminal): number {
  const pen = document.createElement("canvas").getContext("2d")!;
  pen.font = `${term.options.fontSize}px ${term.options.fontFamily}`;
  const width = pen.measureText("W").width * devicePixelRatio;
  return width % 1 > 0.5 ? 1 : 0;
}
