// What stands in for the server on a page that has none: end points are answered from files that lie beside the page, each a script, for
// neither modules nor fetch work from a folder on a stick. Stages are mounted as Streamlit does it.

import { saveBlob } from "../../shared/browser/files.mjs";

/** @typedef {[status: number, kind: string, gzipped: 0 | 1, base64: string]} Entry what web/site/answers.py wrote */
/** @typedef {(query: URLSearchParams) => Response | undefined | Promise<Response | undefined>} Local an end point that is answered by computing */
/** @typedef {{parentElement: ShadowRoot, data: Record<string, any>, setTriggerValue: (name: string, value: any) => void}} Component */

const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const ROOT = new URL("..", here);
const nativeFetch = globalThis.fetch;
const NativeWorker = globalThis.Worker;

/** @type {Record<string, string>} key of an answer -> the file it lies in */
const index = {};
/** @type {Record<string, Entry>} */
const entries = {};
/** @type {Map<string, Promise<void>>} */
const loading = new Map();

const site = {
  /** @type {Record<string, {default: (component: Component) => unknown}>} by the path of their modules */
  stages: {},
  /** @type {Record<string, string>} source text of workers by the names of their modules */
  workers: {},
  /** @type {Record<string, Local>} */
  local: {},
  /** @type {(more: Record<string, string>) => void} */
  expect: (more) => void Object.assign(index, more),
  /** @type {(more: Record<string, Entry>) => void} called by the files */
  give: (more) => void Object.assign(entries, more),
  mount,
};
Object.assign(globalThis, { site, SITE_URL: new URL("assets/web/site/browser/layer.mjs", ROOT).href });

/** @type {(path: string, query: URLSearchParams) => string} the same for every order of a query's names */
function keyOf(path, query) {
  const pairs = [...query].map(([name, value]) => `${name}=${value}`).sort();
  return path + (pairs.length ? `?${pairs.join("&")}` : "");
}

/** @type {(file: string) => Promise<void>} */
function load(file) {
  const known = loading.get(file);
  if (known) return known;
  /** @type {Promise<void>} */
  const script = new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), {
      src: new URL(`data/${file}.js`, ROOT).href,
      onload: () => resolve(),
    });
    element.onerror = () => reject(new TypeError(`${file} is missing`));
    document.head.append(element);
  });
  loading.set(file, script);
  return script;
}

/** @type {(path: string, query: URLSearchParams) => string | undefined} of the answer there is: to this question, to the nearest step before, to all */
function find(path, query) {
  const key = keyOf(path, query);
  if (key in index) return key;
  const step = Number(query.get("step") ?? Number.NaN);
  const start = `${path}?step=`;
  const before = Object.keys(index).filter((other) => other.startsWith(start) && Number(other.slice(start.length)) <= step);
  before.sort((one, other) => Number(one.slice(start.length)) - Number(other.slice(start.length)));
  return before.at(-1) ?? (`${path}?*` in index ? `${path}?*` : undefined);
}

/** @type {(entry: Entry) => Promise<Response>} */
async function responseOf([status, kind, gzipped, base64]) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const body = gzipped ? await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() : bytes;
  return new Response(body, { status, headers: { "Content-Type": kind } });
}

/** @type {(path: string, query: URLSearchParams) => Promise<Response>} */
async function answer(path, query) {
  const computed = await site.local[path]?.(query);
  if (computed) return computed;
  const key = find(path, query);
  if (key === undefined) {
    linkRefusals();
    return Response.json({ code: "needs_server", fields: {}, message: "needs a server" }, { status: 503 });
  }
  if (!(key in entries)) await load(index[key]);
  return responseOf(entries[key]);
}

globalThis.fetch = async (input, options) => {
  const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
  if (url.protocol === "blob:" || url.protocol === "data:") return nativeFetch(input, options);
  const path = url.pathname.match(/\/api\/(.+)$/)?.[1];
  if (path) return options?.method && options.method !== "GET" ? answer("-", new URLSearchParams()) : answer(path, url.searchParams);
  return answer(`asset/${url.pathname.split("/").at(-1)}`, new URLSearchParams());
};

// A worker's module can be had from no file either
globalThis.Worker = class extends NativeWorker {
  /** @param {string | URL} url */
  constructor(url) {
    const source = site.workers[new URL(url).pathname.split("/").at(-1) ?? ""];
    super(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  }
};

/** @type {(page: string, query: URLSearchParams) => string} */
const address = (page, query) => new URL(`${page || "index"}.html?${query}`, document.baseURI).href;

// Links that stages make lead to pages of the app
document.addEventListener("click", (event) => {
  const link = event.composedPath().find((one) => one instanceof HTMLAnchorElement);
  if (!(link instanceof HTMLAnchorElement) || !link.href.startsWith(new URL(".", document.baseURI).href)) return;
  const { pathname, searchParams } = new URL(link.href);
  const page = pathname.split("/").at(-1) ?? "";
  if (page.includes(".") || event.defaultPrevented) return;
  event.preventDefault();
  if (pathname.includes("/api/")) void open(link);
  else location.href = address(page, searchParams);
});

/** @type {(link: HTMLAnchorElement) => Promise<void>} a file that an end point answers with */
async function open({ href, download }) {
  const blob = await (await fetch(href)).blob();
  if (download) saveBlob(blob, download);
  else window.open(URL.createObjectURL(blob));
}

/** @type {[root: ShadowRoot, sentence: string][]} what each stage says for want of a server */
const refusals = [];
let linked = false;

/** From the first refusal on, its sentence leads to how one starts a server. */
function linkRefusals() {
  if (linked) return;
  linked = true;
  for (const [root, sentence] of refusals) {
    const observer = new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) link(node, sentence);
    });
    observer.observe(root, { childList: true, subtree: true, characterData: true });
  }
}

/** @type {(node: Node, sentence: string) => void} */
function link(node, sentence) {
  if (node instanceof Text && node.data === sentence && !node.parentElement?.closest("a")) {
    node.replaceWith(Object.assign(document.createElement("a"), { href: "server.html", textContent: sentence }));
  } else if (node.textContent?.includes(sentence)) for (const child of node.childNodes) link(child, sentence);
}

/** Show every stage of the page. */
function mount() {
  for (const place of document.querySelectorAll(".component")) {
    const { css, html, data } = JSON.parse(place.querySelector("script")?.textContent ?? "");
    const parentElement = place.attachShadow({ mode: "open" });
    parentElement.innerHTML = `<style>${css}\na[href*="/api/"]:not([href*="/api/latent/"]) { display: none !important; }</style>${html}`;
    refusals.push([parentElement, data.errors.needs_server]);
    const setTriggerValue = (/** @type {string} */ name, /** @type {Record<string, string>} */ value) => {
      if (name === "picked") location.href = address("latent", new URLSearchParams(value));
    };
    site.stages[data.module].default({ parentElement, data, setTriggerValue });
  }
}
