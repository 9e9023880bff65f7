// The state as a query string, and the address bar. gan_core/latent/state.py is the reader; the server sends the defaults.

/** Shortest query of a state: what equals the default is left out. `overrides` are put over the state first. */
export function toQuery(state, defaults, overrides = {}) {
  const query = new URLSearchParams();
  const all = { ...state, ...overrides };
  for (const [name, standard] of Object.entries(defaults)) {
    if (JSON.stringify(all[name]) !== JSON.stringify(standard)) query.set(name, write(all[name]));
  }
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function write(value) {
  if (typeof value === "boolean") return String(Number(value));
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (Array.isArray(value)) return value.map((item) => (Array.isArray(item) ? `${item[0]}:${write(item[1])}` : write(item))).join(",");
  return String(value);
}

/** Address of an end point, below wherever the app is served. */
export function address(path, query) {
  return new URL(`api/latent/${path}?${query}`, document.baseURI).href;
}

/** Put the state into the address bar of `page`; everything in it that is not the state (language, ...) stays. */
export function mirror(state, defaults, page) {
  if (location.pathname !== page) return; // the visitor has just left
  const kept = new URLSearchParams(location.search);
  for (const name of Object.keys(defaults)) kept.delete(name);
  const query = [kept.toString(), toQuery(state, defaults)].filter(Boolean).join("&");
  history.replaceState(history.state, "", `${page}${query ? `?${query}` : ""}${location.hash}`);
}
