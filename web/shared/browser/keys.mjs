// Keys that belong to the page.

const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/**
 * Whether a key is the page's to use: it is not typed into a field, and no shortcut of the browser.
 * @param {KeyboardEvent} event
 */
export function isFree(event) {
  const [target] = event.composedPath();
  const typing = target instanceof Element && target.matches(TYPING);
  return !(typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat);
}
