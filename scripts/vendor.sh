#!/bin/sh
# Builds web/shared/vendor anew from the versions pinned in package-lock.json (needs Node.js and node_modules: `make vendor`); run from the
# repository's root.
set -eu
target=$PWD/web/shared/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$PWD/node_modules" "$work/node_modules"
cd "$work"

cat > plot-entry.mjs <<'END'
export { areaY, arrow, axisX, axisY, barX, dot, gridX, gridY, line, plot, raster, rect, ruleX, ruleY, text } from "@observablehq/plot";
export { ticks } from "d3";
END
echo 'export { renderToString } from "katex";' > katex-entry.mjs
echo 'export { default } from "uplot";' > uplot-entry.mjs
echo 'export { default } from "plotly.js-gl3d-dist-min";' > plotly-gl3d-entry.mjs
echo 'export { applyPalette, GIFEncoder, quantize } from "gifenc";' > gifenc-entry.mjs
for name in plot katex uplot gifenc plotly-gl3d; do
  npx esbuild "$name-entry.mjs" --bundle --format=esm --minify --target=es2022 --legal-comments=none \
    --metafile="$name.json" --outfile="$target/$name.mjs"
done

cp node_modules/uplot/dist/uPlot.min.css "$target/uplot.css"
cp node_modules/plotly.js-basic-dist-min/plotly-basic.min.js "$target/../../../gan_core/figures/" # names its licences itself

# Fonts are the document's, not a shadow root's: their part of KaTeX's style sheet stands alone
rm -rf "$target/fonts"
mkdir "$target/fonts"
cp node_modules/katex/dist/fonts/*.woff2 "$target/fonts"
node --input-type=module - "$target" <<'END'
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
const target = process.argv[2];
const css = readFileSync("node_modules/katex/dist/katex.min.css", "utf8");
const faces = css.match(/@font-face\{[^}]*\}/g).map((face) => face.replace(/,url\([^)]*\.(woff|ttf)\) format\("[a-z]+"\)/g, ""));
writeFileSync(`${target}/katex-fonts.css`, `${faces.join("\n")}\n`);
writeFileSync(`${target}/katex.css`, `${css.replace(/@font-face\{[^}]*\}/g, "")}\n`);
const inputs = ["plot", "katex", "uplot", "gifenc", "plotly-gl3d"].flatMap((name) => Object.keys(JSON.parse(readFileSync(`${name}.json`)).inputs));
const packages = new Set(inputs.map((path) => path.match(/node_modules\/((@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
const notices = [...packages].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const file = readdirSync(`node_modules/${name}`).find((entry) => /^licen[sc]e/i.test(entry));
  return `==== ${name} ${version} (${license})\n\n${file ? readFileSync(`node_modules/${name}/${file}`, "utf8").trim() : ""}\n`;
});
writeFileSync(`${target}/LICENCES.txt`, notices.join("\n"));
END
