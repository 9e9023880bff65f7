// In presenter mode the stage ends where the screen ends: where its figures have no room left at the projector's type, the type is smaller.

const SMALLEST = 0.6; // of the usual type
const STEP = 0.94;
const LIST = ".st-key-all"; // a list that is read: it scrolls
const root = document.documentElement;

/** The lowest edge of the page's stage below the screen's, pixels. */
function excess() {
  const block = document.querySelector("[data-testid=stMainBlockContainer]");
  const main = document.querySelector("[data-testid=stMain]");
  if (!block || !main || block.querySelector(LIST)) return 0;
  return Math.max(main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth);
}

/** Called when the stop, the window or the stage's height changes: the type is tried from large to small. */
export function fitType() {
  root.style.setProperty("--presenter-fit", "1");
  if (!root.hasAttribute("data-presenting")) return;
  for (let fit = 1; fit >= SMALLEST && excess() > 1; fit *= STEP) root.style.setProperty("--presenter-fit", fit.toFixed(3));
}

/** What the type was fitted to: on another stop it may be large again. */
const place = () => {
  const stop = new URLSearchParams(location.search).get("stop");
  return [location.pathname, stop, innerWidth, innerHeight, root.hasAttribute("data-presenting"), excess() > 1].join();
};

/** Fit whenever the page's height, the window's size, or the stop is another. */
export function watchFit() {
  let frame = 0;
  let fitted = "";
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (place() === fitted) return;
      fitType();
      fitted = place();
    });
  };
  const sizes = new ResizeObserver(soon);
  const pages = new MutationObserver(() => {
    sizes.disconnect();
    const parts = document.querySelectorAll("[data-testid=stMainBlockContainer], [data-testid=stMainBlockContainer] > *");
    for (const part of parts) sizes.observe(part);
  });
  pages.observe(document.body, { childList: true, subtree: true });
  new MutationObserver(soon).observe(root, { attributeFilter: ["data-presenting"] });
  addEventListener("resize", soon);
}
