// The shell's part of the address. Streamlit writes a new address for each page: what the shell keeps there is put back.

/** @type {Map<string, string>} */
const state = new Map(); // name -> value; nothing is written for an empty one
/** @type {Set<string>} */
const followed = new Set(); // of these, those that the browser's back and forward change

/**
 * Keep `name=value` in the address from now on; what others keep there stays as it is.
 * @param {string} name
 * @param {string} value
 */
export function keep(name, value) {
  state.set(name, value);
  write();
}

/**
 * The same for several, from the next address on.
 * @param {Record<string, string>} pairs
 */
export function keepNext(pairs) {
  for (const [name, value] of Object.entries(pairs)) state.set(name, value);
}

/**
 * Keep what an address of the browser's history says of these names.
 * @param {...string} names
 */
export function follow(...names) {
  for (const name of names) followed.add(name);
}

function write() {
  const address = new URL(location.href);
  if ([...state].every(([name, value]) => (address.searchParams.get(name) ?? "") === value)) return;
  const others = address.search
    .slice(1)
    .split("&")
    .filter((pair) => pair && !state.has(pair.split("=")[0]));
  const ours = [...state].filter(([, value]) => value).map((pair) => pair.join("="));
  address.search = [...others, ...ours].join("&"); // not re-encoded
  history.replaceState(history.state, "", address);
}

globalThis.navigation?.addEventListener("currententrychange", ({ navigationType }) => {
  if (navigationType === "traverse") {
    const link = new URLSearchParams(location.search);
    for (const name of followed) state.set(name, link.get(name) ?? "");
  }
  write();
});
