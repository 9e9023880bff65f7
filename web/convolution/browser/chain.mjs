// The generator as blocks: maps grow while their depth shrinks.

import { h, svg } from "../../shared/browser/dom.mjs";

/** @import {FeatureMap, Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeChain(stage) {
  const { chains } = stage.data;
  let variant = Object.keys(chains)[0];
  const names = Object.keys(chains);
  const inputs = names.map((name) =>
    h("input", {
      type: "radio",
      name: "chain",
      value: name,
      onchange: () => {
        variant = name;
        draw();
      },
    }),
  );
  const choice = h(
    "fieldset",
    { class: "choices" },
    h("legend", {}, stage.text("chain_variant")),
    names.map((name, index) => h("label", {}, inputs[index], ` ${stage.text(`chain_${name}`)}`)),
  );
  const picture = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": stage.text("chain_title") });
  const table = h("table", { class: "layers", "data-testid": "chain" });
  const element = h(
    "div",
    { class: "chain" },
    h("h2", {}, stage.text("chain_title")),
    h("p", { class: "how" }, stage.text("chain_how")),
    choice,
    picture,
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": stage.text("chain_table") }, table),
  );

  const draw = () => {
    inputs.forEach((input) => {
      input.checked = input.value === variant;
    });
    const { maps, layers } = chains[variant];
    picture.replaceChildren(blocks(maps, stage));
    const head = ["chain_layer", "chain_from", "chain_to", "chain_formula", "chain_weights"].map((key) =>
      h("th", { scope: "col" }, stage.text(key)),
    );
    table.replaceChildren(
      h("thead", {}, h("tr", {}, head)),
      h(
        "tbody",
        {},
        layers.map((layer, index) => {
          const [from, to] = [maps[index], maps[index + 1]];
          const cells = [
            String(index + 1),
            `${from.size}×${from.size}×${from.channels}`,
            `${to.size}×${to.size}×${to.channels}`,
            `${layer.formula} = ${to.size}`,
            `${layer.product} = ${stage.number(layer.weights, 0)}`,
          ];
          return h(
            "tr",
            {},
            cells.map((cell) => h("td", {}, cell)),
          );
        }),
      ),
    );
  };
  let drawn = false;
  const render = () => {
    if (stage.state.tab !== "chain" || drawn) return;
    drawn = true;
    draw();
  };
  return { element, render };
}

/**
 * Every map as a box: its face is height times width, its length the depth.
 * @param {FeatureMap[]} maps
 * @param {Stage} stage
 */
function blocks(maps, stage) {
  const face = (/** @type {number} */ size) => 14 + 4.4 * size; // pixels of the picture
  const long = (/** @type {number} */ channels) => 10 + 5.2 * Math.sqrt(channels);
  const slant = 0.45;
  const base = face(maps[maps.length - 1].size);
  let left = 6;
  const root = svg("svg", {
    class: "trace blocks",
    role: "img",
    "aria-label": maps.map(({ size, channels }) => `${size}×${size}×${channels}`).join(" → "),
  });
  maps.forEach(({ size, channels }, index) => {
    const [side, depth] = [face(size), long(channels)];
    const shift = side * slant * 0.6;
    const top = 46 + (base - side) / 2 + shift * 0.5;
    const at = (/** @type {number} */ x, /** @type {number} */ y) => `${left + x},${top + y}`;
    const kind = index === maps.length - 1 ? "output" : "input";
    const faces = [
      [at(0, 0), at(depth, 0), at(depth + shift, -shift), at(shift, -shift)],
      [at(0, 0), at(depth, 0), at(depth, side), at(0, side)],
      [at(depth, 0), at(depth + shift, -shift), at(depth + shift, side - shift), at(depth, side)],
    ];
    root.append(
      svg(
        "g",
        { class: `block ${kind}` },
        faces.map((points, number) => svg("polygon", { class: `face${number}`, points: points.join(" ") })),
      ),
    );
    /** @type {(words: string, y: number, style: string) => void} */
    const label = (words, y, style) => {
      const text = svg("text", { class: style, x: left + (depth + shift) / 2, y });
      text.textContent = words;
      root.append(text);
    };
    label(`${size}×${size}`, base + 46 + 36, "value big");
    label(stage.text("chain_depth", { channels }), base + 46 + 58, "value");
    const step = depth + shift;
    left += step + (index < maps.length - 1 ? 46 : 6);
    if (index < maps.length - 1) {
      const arrow = svg("text", { class: "value big", x: left - 23, y: 46 + base / 2 });
      arrow.textContent = "→";
      root.append(arrow);
    }
  });
  root.setAttribute("viewBox", `0 0 ${left} ${base + 120}`);
  root.style.maxWidth = `${left / 16}rem`;
  return root;
}
