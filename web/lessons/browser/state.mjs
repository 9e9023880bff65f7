// A lesson's state: the values of its controls. web/lessons/lesson.py is the reader on the server; the same rules hold here.

import { readable } from "../../shared/browser/address.mjs";

/** A value as links have it. */
export function written(value) {
  if (Array.isArray(value)) return value.map(written).join(",");
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value);
}

export const same = (one, other) => written(one) === written(other);

const inside = ({ low, high }, text) => text.trim() !== "" && Number(text) >= low && Number(text) <= high;
const range = ({ low, high }) => `${low} … ${high}`;

// kind -> what a link's text means, or {accepted} where it cannot be read
const READ = {
  slider: (control, text) => (inside(control, text) ? Number(text) : { accepted: range(control) }),
  choice: (control, text) => (control.options.includes(text) ? text : { accepted: control.options.join(", ") }),
  switch: (control, text) => (text === "0" || text === "1" ? text === "1" : { accepted: "0, 1" }),
  numbers: (control, text) => {
    const cells = text.split(",");
    const right = cells.length === control.default.length && cells.every((cell) => inside(control, cell));
    return right ? cells.map(Number) : { accepted: `${control.default.length} × ${range(control)}` };
  },
};

export const defaults = (controls) => Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.default]));

/** The state a link describes, and what of it was refused: [{field, came, accepted}]. A refused value is left for the default. */
export function readLink(controls, search) {
  const link = new URLSearchParams(search);
  const state = defaults(controls);
  const refused = [];
  for (const [name, control] of Object.entries(controls)) {
    if (!link.has(name)) continue;
    const came = link.get(name);
    const value = READ[control.kind](control, came);
    if (value?.accepted) refused.push({ field: name, came: `'${came.slice(0, 30)}'`, accepted: value.accepted });
    else state[name] = value;
  }
  return { state, refused };
}

/** [name, text] of every control, the text empty where it has its default; for the address bar. */
export function pairs(controls, state) {
  return Object.entries(controls).map(([name, control]) => [name, same(state[name], control.default) ? "" : written(state[name])]);
}

/** What differs from the defaults, as a query; `local` values too, or (for the server) not. */
export function toQuery(controls, state, { local }) {
  const query = pairs(controls, state).filter(([name, text]) => text !== "" && (local || !controls[name].local));
  return readable(new URLSearchParams(query));
}

/** Whether a control has a meaning in this state. */
export function applies(control, state) {
  return Object.entries(control.when).every(([other, values]) => values.some((value) => same(value, state[other])));
}

/** The number in `NAME` or `NAME.3`. */
export function valueAt(state, path) {
  const [name, index] = path.split(".");
  return index === undefined ? state[name] : state[name][Number(index)];
}

/** A patch of the state that sets the number in `NAME` or `NAME.3`, kept inside the control's limits and on its steps. */
export function patchAt(controls, state, path, value) {
  const [name, index] = path.split(".");
  const { low, high, step } = controls[name];
  const kept = Number(Math.min(high, Math.max(low, Math.round(value / step) * step)).toPrecision(10));
  return { [name]: index === undefined ? kept : state[name].map((old, place) => (place === Number(index) ? kept : old)) };
}
