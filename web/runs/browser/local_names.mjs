// Names of runs of this browser.

const PREFIX = "browser-";
/** An event of the window: its detail is the name of a run to be shown. */
export const OPEN = "gan-classroom-open-run";

/** Whether a run is one of this browser's. @param {string} name */
export const isLocal = (name) => name.startsWith(PREFIX);

/** The name of a run that begins now, as those of a server: when it began. @param {Date} [now] */
export function newName(now = new Date()) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${PREFIX}${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

/**
 * What it is called in every list: when it began, and what it trains.
 * @param {string} name
 * @param {Record<string, any>} config
 * @returns {Record<string, string>} by language
 */
export function titleOf(name, { model, loss }) {
  const [, month, day, hour, minute] = name.match(/-\d{4}(\d{2})(\d{2})-(\d{2})(\d{2})/) ?? [];
  const title = [model, loss, hour ? `${day}/${month} ${hour}:${minute}` : name].join(" · ");
  return { vi: title, en: title };
}
