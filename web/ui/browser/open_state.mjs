// Open a page in a state, as the browser's back button would: Streamlit runs the page's script with this very query.

export const OURS = "open-state"; // marks the step in history that `openState` announces itself
export const HOME = "start";

const below = (/** @type {string} */ path) => new URL(path, document.baseURI);

/**
 * @param {{page: string, query: Record<string, string>}} state
 */
export function openState({ page, query }) {
  const address = below(page === HOME ? "./" : page);
  address.search = String(new URLSearchParams(query));
  history.pushState(null, "", address); // the shell's own names are put back at once
  dispatchEvent(new PopStateEvent("popstate", { state: OURS })); // a stage that is there already is built anew
}
