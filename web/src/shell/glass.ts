// A keyboard on glass that lies over the page (on iOS; elsewhere the window itself gets smaller): the page ends above it.

const KEYBOARD = 120;

/** Keeps all of the page in what is seen of the window. */
export function staySeen(): void {
  const seen = window.visualViewport;
  seen?.addEventListener("resize", () => {
    const covered = innerHeight - seen.height > KEYBOARD && seen.scale < 1.05;
    document.body.style.height = covered ? `${seen.height}px` : "";
    if (covered) scrollTo(0, 0);
  });
}
