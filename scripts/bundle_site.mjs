// What web/site/export.py cannot do without Node.js: `{out, stages, formulas}` on standard input, classic scripts in `out` (a page from a folder
// may import no module), the formulas' HTML on standard output.

import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { renderToString } from "../web/shared/vendor/katex.mjs";

const { out, stages, formulas } = JSON.parse(readFileSync(0, "utf8"));
const LOCAL = ["architecture.js", "latent.js"]; // stages of which some end points are computed beside them
const options = {
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "error",
  define: { "import.meta.url": "globalThis.SITE_URL" },
  external: ["*/plotly-gl3d.mjs"], // of surfaces, which need the server
};
const script = (contents, outfile, more = {}) =>
  build({ ...options, stdin: { contents, resolveDir: process.cwd() }, outfile: `${out}/${outfile}`, ...more });

await build({ ...options, entryPoints: ["web/site/browser/layer.mjs"], outfile: `${out}/layer.js` });
for (const [outfile, module] of Object.entries(stages)) {
  const local = LOCAL.includes(outfile) ? `import "./web/site/browser/${outfile.replace(".js", ".mjs")}";` : "";
  await script(`${local} import mount from "./${module}"; site.stages["${module}"] = { default: mount };`, outfile);
}

// the worker has its engine inside: from a folder it can fetch nothing
const wasm = readFileSync("gan_core/engine/playground.wasm").toString("base64");
const worker = await script(`import "./web/playground/browser/worker.mjs";`, "unused.js", {
  write: false,
  banner: {
    js: `globalThis.SITE_URL = "file:///"; globalThis.fetch = async () => new Response(Uint8Array.from(atob("${wasm}"), (letter) => letter.charCodeAt(0)));`,
  },
});
const text = JSON.stringify(worker.outputFiles[0].text).replaceAll("<", "\\u003c");
await script(`site.workers["worker.mjs"] = ${text};`, "worker.js");

process.stdout.write(JSON.stringify(formulas.map(([tex, displayMode]) => renderToString(tex, { displayMode, throwOnError: false }))));
