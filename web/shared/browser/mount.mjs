// Streamlit calls a component at every script run: its stage is built once, and anew when its words change.

/** @typedef {(signal: AbortSignal) => unknown} Build */

/** @type {Map<Element, {words: string, page: string, leaving: AbortController, build: Build}>} element -> the stage on it */
const mounted = new Map();

const PROJECTOR = "(min-width: 641px)"; // a phone keeps its own layout

/** A stage knows by its own attribute that it is presented: styles below a shadow root see nothing of the document. */
const presenting = () => {
  const presented = document.documentElement.hasAttribute("data-presenting") && matchMedia(PROJECTOR).matches;
  for (const host of mounted.keys()) host.toggleAttribute("data-presenting", presented);
};
/** @type {MutationObserver | undefined} */
let watching;

/**
 * `build(signal)` puts the stage on `host`; the signal aborts when it must stop. Returns what Streamlit calls when the page is left.
 * @param {Element} host
 * @param {unknown} data
 * @param {Build} build
 */
export function mountOnce(host, data, build) {
  const words = JSON.stringify(data);
  if (mounted.get(host)?.words !== words) put(host, words, build);
  return () => {
    mounted.get(host)?.leaving.abort();
    mounted.delete(host);
  };
}

/** The browser's history came to another state of the page that is open: its stages are built anew. */
export function mountAgain() {
  for (const [host, { words, page, build }] of mounted) if (host.isConnected && page === location.pathname) put(host, words, build);
}

/**
 * @param {Element} host
 * @param {string} words
 * @param {Build} build
 */
function put(host, words, build) {
  mounted.get(host)?.leaving.abort();
  const leaving = new AbortController();
  mounted.set(host, { words, page: location.pathname, leaving, build });
  presenting();
  if (!watching) {
    watching = new MutationObserver(presenting);
    watching.observe(document.documentElement, { attributeFilter: ["data-presenting"] });
    matchMedia(PROJECTOR).addEventListener("change", presenting); // the window is made narrow, the tablet turned
    let { hash } = location;
    addEventListener("popstate", () => {
      if (location.hash === hash) mountAgain();
      hash = location.hash; // another place on the page is no other state
    });
  }
  Promise.resolve(build(leaving.signal)).catch((error) => {
    if (!leaving.signal.aborted && host.isConnected) throw error; // else the page has been left, perhaps before its stage was built
  });
}
