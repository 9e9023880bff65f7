// Bundles the modules that an HTML file carries inside it, for the server has no Node.js: `make bundles`. With --check nothing is written,
// and a bundle that is not the one of its sources is named.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const ENTRIES = ["gan_core/browser/demo.mjs", "gan_core/frozen/frozen.mjs", "web/convolution/browser/offline.mjs"];

const options = { bundle: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "none", metafile: true, write: false };
for (const entry of ENTRIES) {
  const place = entry.replace(/\.mjs$/, ".bundle.mjs");
  const { metafile, outputFiles } = await build({ ...options, entryPoints: [entry], outfile: place });
  const sources = Object.keys(metafile.inputs).sort();
  const digest = createHash("sha256").update(sources.map((name) => readFileSync(name, "utf8")).join("")).digest("hex"); // biome-ignore format: one line
  const bundle = `// Made by \`make bundles\` from ${sources.join(" ")}, sha256 ${digest}\n${outputFiles[0].text}`;
  if (!process.argv.includes("--check")) writeFileSync(place, bundle);
  else if (readFileSync(place, "utf8") !== bundle) throw new Error(`${place} is not the bundle of its sources: make bundles`);
}
