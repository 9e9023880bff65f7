// Addresses: our end points, and the state in the page's own.

const REST_MILLISECONDS = 250;

/**
 * An end point's, below the address that the app is served at.
 * @param {string} path
 * @param {string | URLSearchParams} [query]
 */
export function endpoint(path, query = "") {
  return new URL(`api/${path}${String(query) ? `?${query}` : ""}`, document.baseURI).href;
}

/**
 * Another page's, in the language of this one.
 * @param {string} page
 * @param {Record<string, string>} query
 */
export function pageUrl(page, query) {
  const lang = new URLSearchParams(location.search).get("lang");
  return new URL(`${page}?${readable(new URLSearchParams({ ...(lang && { lang }), ...query }))}`, document.baseURI).href;
}

/**
 * A query as one can read it aloud.
 * @param {URLSearchParams} query
 */
export const readable = (query) =>
  query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";").replaceAll("%7E", "~");

/**
 * Put [name, value] pairs into the address bar of `page`; an empty value takes its name out, all else (language, ...) stays.
 * @param {[string, string][]} pairs
 * @param {string} [page]
 * @param {{step?: boolean}} [options] `step`: an address of its own in the browser's history, so that its back button undoes it
 */
export function mirror(pairs, page = location.pathname, { step = false } = {}) {
  if (location.pathname !== page) return; // the visitor has just left
  const kept = new URLSearchParams(location.search);
  for (const [name] of pairs) kept.delete(name);
  for (const [name, value] of pairs) if (value !== "") kept.set(name, value);
  const query = readable(kept);
  const address = `${page}${query ? `?${query}` : ""}${location.hash}`;
  const other = address !== `${location.pathname}${location.search}${location.hash}`;
  if (step && other) history.pushState(history.state, "", address);
  else history.replaceState(history.state, "", address);
}

/**
 * A function that puts what `pairs` gives into the address bar of the page that is open now, once it has not been called for a moment;
 * its `step` is called before a change that the browser's back button shall undo.
 * @param {AbortSignal} signal
 * @param {() => [string, string][]} pairs
 * @param {() => void} [onwritten]
 */
export function makeMirror(signal, pairs, onwritten = () => {}) {
  const page = location.pathname;
  let timer = 0;
  let step = false;
  signal.addEventListener("abort", () => clearTimeout(timer));
  const write = () => {
    clearTimeout(timer);
    mirror(pairs(), page, { step });
    step = false;
    onwritten();
  };
  const remember = () => {
    clearTimeout(timer);
    timer = setTimeout(write, REST_MILLISECONDS);
  };
  remember.step = () => {
    write();
    step = true;
  };
  return remember;
}
