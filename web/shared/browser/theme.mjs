// Colours and type of the page as a canvas needs them.

import { h } from "./dom.mjs";

/** @typedef {"real" | "generated" | "generator" | "discriminator" | "warning" | "other" | "note" | "first" | "second" | "third"} Role */
/** @typedef {Record<Role | "ink" | "quiet" | "paper" | "accent" | "line" | "family", string> & {rem: number}} Theme rem: pixels of the page's type */
/** @typedef {{now: Theme, changed: () => boolean, refresh: () => boolean, font: (rems: number, weight?: number) => string}} PageTheme */

/**
 * The roles' colours for a stage's style sheet, as `--role-NAME`: a little towards the ink, so that they can be read as type in both themes.
 * @param {HTMLElement} host
 * @param {Record<string, string>} roles
 */
export function paintRoles(host, roles) {
  for (const [role, colour] of Object.entries(roles))
    host.style.setProperty(`--role-${role}`, `color-mix(in srgb, ${colour} 86%, var(--ink))`);
}

/**
 * @param {HTMLElement} host that `paintRoles` has painted
 * @param {Record<string, string>} roles role -> colour
 * @returns {PageTheme}
 */
export function makePageTheme(host, roles) {
  const probe = h("span", { class: "unseen", "aria-hidden": "true" });
  host.append(probe);
  const glance = () =>
    `${getComputedStyle(host).color} ${getComputedStyle(host).getPropertyValue("--st-background-color")} ${getComputedStyle(document.documentElement).fontSize}`;
  let seen = "";
  /** @type {PageTheme} */
  const theme = {
    now: /** @type {Theme} */ ({}),
    /** Whether the theme or the size of type is another: a glance that costs next to nothing. */
    changed: () => glance() !== seen,
    /** Read the styles again; whether anything is different. A stage whose page was just left has no colours any more: it keeps those it had. */
    refresh() {
      if (!host.isConnected) return false;
      if (!probe.isConnected) host.append(probe);
      /** @param {string} css */
      const colour = (css) => {
        probe.style.color = css;
        return rgb(getComputedStyle(probe).color);
      };
      const painted = Object.keys(roles).map((role) => [role, colour(`var(--role-${role})`)]);
      const now = {
        ink: colour("var(--ink)"),
        quiet: colour("var(--quiet)"),
        paper: colour("var(--paper)"),
        accent: colour("var(--accent)"),
        line: colour("color-mix(in srgb, var(--ink) 13%, var(--paper))"),
        ...Object.fromEntries(painted),
        rem: parseFloat(getComputedStyle(document.documentElement).fontSize),
        family: getComputedStyle(probe).fontFamily,
      };
      const changed = JSON.stringify(now) !== JSON.stringify(theme.now);
      theme.now = now;
      seen = glance();
      return changed;
    },
    font: (rems, weight = 400) => `${weight} ${(rems * theme.now.rem).toFixed(1)}px ${theme.now.family}`,
  };
  return theme;
}

const LOOK_MILLISECONDS = 1000;

/**
 * Calls `paint` when the page's colours or the size of its type have changed: looked at now and then, until the signal aborts.
 * @param {PageTheme} theme
 * @param {AbortSignal} signal
 * @param {() => void} paint
 */
export function watchTheme(theme, signal, paint) {
  const watcher = setInterval(() => theme.changed() && paint(), LOOK_MILLISECONDS);
  signal.addEventListener("abort", () => clearInterval(watcher));
}

/**
 * [red, green, blue] of what the browser computes.
 * @param {string} css
 */
export function parts(css) {
  const scale = css.startsWith("color(") ? 255 : 1;
  const numbers = css.match(/[\d.]+(?:e-?\d+)?/g) ?? [];
  return numbers.slice(0, 3).map((part) => Math.round(Number(part) * scale));
}

/** @param {string} css */
const rgb = (css) => `rgb(${parts(css).join(",")})`;

/**
 * Between two colours: `share` of the second.
 * @param {string} one
 * @param {string} other
 * @param {number} share
 */
export function mix(one, other, share) {
  const [first, second] = [parts(one), parts(other)];
  return `rgb(${first.map((part, index) => Math.round(part + share * (second[index] - part))).join(",")})`;
}
