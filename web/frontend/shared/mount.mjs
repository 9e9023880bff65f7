// Streamlit calls a component at every script run: its stage is built once, and anew when its words change.

const mounted = new WeakMap(); // element -> the stage on it

/** `build(signal)` puts the stage on `host`; the signal aborts when it must stop. Returns what Streamlit calls when the page is left. */
export function mountOnce(host, data, build) {
  const words = JSON.stringify(data);
  const old = mounted.get(host);
  if (old?.words !== words) {
    old?.leaving.abort();
    const leaving = new AbortController();
    mounted.set(host, { words, leaving });
    build(leaving.signal);
  }
  return () => {
    mounted.get(host)?.leaving.abort();
    mounted.delete(host);
  };
}
