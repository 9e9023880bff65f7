// The end points of the playground.

import { endpoint } from "../../shared/browser/address.mjs";
import { HEADERS, accepted } from "../../shared/browser/server.mjs";
import { unpack } from "./frames.mjs";

const path = (name, rest = "") => endpoint(`playground/${encodeURIComponent(name)}${rest}`);
const post = async (url, body, more) => accepted(await fetch(url, { method: "POST", headers: HEADERS, body: JSON.stringify(body), ...more }));

/** Data sets, presets and what settings accept. */
export const fetchAbout = async (signal) => (await accepted(await fetch(endpoint("playground"), { signal }))).json();

export const open = async (asked, signal) => (await post(endpoint("playground"), asked, { signal })).json();

export const act = async (name, action, settings = {}) => (await post(path(name, `/${action}`), { settings })).json();

/** A stage of one iteration, seen slowly; undefined at its end. */
export async function slow(name, command) {
  const content = await (await post(path(name, `/slow/${command}`), {})).arrayBuffer();
  return content.byteLength ? unpack(content) : undefined;
}

/** The next frame after this version; undefined when there was nothing new for a while. */
export async function nextFrame(name, after, signal) {
  const response = await accepted(await fetch(path(name, `/frame?after=${after}`), { signal, cache: "no-store" }));
  return response.status === 204 ? undefined : unpack(await response.arrayBuffer());
}

/** Nobody looks any more; also while the page is being left. */
export function close(name) {
  fetch(path(name), { method: "DELETE", headers: HEADERS, keepalive: true }).catch(() => undefined);
}

/** The outline of a picture file: {points}. */
export async function outline(file, count) {
  const response = await fetch(endpoint("playground/outline", `count=${count}`), { method: "POST", headers: { "X-GAN-Classroom": "1" }, body: file });
  return (await accepted(response)).json();
}

/** The same game on `gan_core`, as lines of Python. */
export const fetchPython = async (recipe) => (await post(endpoint("playground/python"), recipe)).text();
