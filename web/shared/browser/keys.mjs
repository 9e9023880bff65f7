// Keys that belong to the page.

const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/** Whether a key is the page's to use: nobody types, and it is no shortcut of the browser. */
export function isFree(event) {
  const typing = event.composedPath()[0].matches?.(TYPING);
  return !(typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat);
}
