// Which key does what while one presents. A remote's keys are the tour's wherever the focus is; the others are where nothing is typed.

/** @typedef {"next" | "previous" | "first" | "last" | "overview" | "blank" | "address" | "ask" | "present" | "leave"} Action */

/** @type {Record<string, Action>} */
const REMOTE = { PageDown: "next", PageUp: "previous" };
/** @type {Record<string, Action>} */
const MOVES = { ArrowRight: "next", ArrowLeft: "previous", Home: "first", End: "last" }; // a slider has its own use for these
/** @type {Record<string, Action>} */
const LETTERS = { o: "overview", b: "blank", ".": "blank", q: "address", v: "ask", f: "present", escape: "leave" };

const TYPED = "input:not([type=range], [type=radio], [type=checkbox]), textarea, [contenteditable]";

/**
 * @typedef {object} Focus what has the focus
 * @property {boolean} typing a field that letters go into
 * @property {boolean} taken a control that uses arrows and letters itself: it was reached with the keyboard
 * @property {boolean} dialog a dialog is open
 */

/**
 * What a key does; undefined: it is not the presenter's.
 * @param {string} key
 * @param {Focus} focus
 * @param {boolean} presenting
 * @returns {Action | undefined}
 */
export function actionOf(key, { typing, taken, dialog }, presenting) {
  if (presenting && REMOTE[key]) return REMOTE[key];
  if (dialog || typing) return undefined;
  if (presenting && MOVES[key]) return taken ? undefined : MOVES[key];
  const action = LETTERS[key.toLowerCase()];
  return presenting || action === "present" ? action : undefined;
}

/**
 * Follows whether controls were reached with a pointer or with the keyboard: a list or slider that was clicked leaves the keys to the tour.
 * @param {(element: Element) => boolean} isOwn elements of presenter mode itself
 */
export function watchFocus(isOwn) {
  let pointed = false;
  addEventListener("pointerdown", () => (pointed = true), { capture: true });
  addEventListener("keydown", (event) => (pointed &&= event.key !== "Tab"), { capture: true });
  /** @type {(event: KeyboardEvent) => Focus} */
  return (event) => {
    const [target] = event.composedPath();
    const element = target instanceof Element ? target : document.body;
    const typing = element.matches(TYPED) || (!pointed && element.matches("select"));
    const page = element === document.body || element === document.documentElement;
    return { typing, taken: !pointed && !page && !isOwn(element), dialog: Boolean(document.querySelector("dialog[open]")) };
  };
}
