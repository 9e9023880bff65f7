// The state as a query string, and the address bar. web/convolution_state.py is the reader.

const NUMBERS = ["x", "w"];

/** Text of a square of numbers as typed: a decimal comma becomes a point. */
const written = (rows) => rows.map((row) => row.map((cell) => cell.trim().replace(",", ".").replace("−", "-")).join(",")).join(";");
const readable = (query) => query.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");

/** All the server needs to know. */
export function toQuery(state, names) {
  const query = new URLSearchParams();
  for (const name of names) query.set(name, NUMBERS.includes(name) ? written(state[name]) : state[name]);
  return readable(query);
}

/** The state a complete query (as the server sends it) describes. */
export function fromAnswer(answer) {
  const rows = (text) => text.split(";").map((row) => row.split(","));
  return Object.fromEntries(Object.entries(answer).map(([name, text]) => [name, NUMBERS.includes(name) ? rows(text) : /^\d+$/.test(text) ? Number(text) : text]));
}

/** Address of an end point, below wherever the app is served. */
export function address(path, query) {
  return new URL(`api/convolution/${path}?${query}`, document.baseURI).href;
}

/** Put the state into the address bar, without what equals the default; language and others stay. */
export function mirror(state, defaults) {
  const kept = new URLSearchParams(location.search);
  for (const name of Object.keys(defaults)) kept.delete(name);
  for (const [name, standard] of Object.entries(defaults)) {
    const value = Array.isArray(state[name]?.[0]) ? written(state[name]) : (state[name] ?? "").toString();
    if (value !== standard) kept.set(name, value);
  }
  const query = readable(kept);
  history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
}
