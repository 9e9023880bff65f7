// What the browser makes of network files: {cases: [{g, d, z, weights}]} on stdin -> for each what every step puts out, and what it says of cells.

import { readFileSync } from "node:fs";
import { loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { cellOf, normOf } from "../../../web/architecture/browser/arithmetic.mjs";
import { before, blocksOf, inputOf, placeOf, wideOf } from "../../../web/architecture/browser/blocks.mjs";
import { pictureGradient } from "../../../web/architecture/browser/gradient.mjs";

const kernel = readFileSync(new URL("../../../gan_core/browser/kernel.wasm", import.meta.url));
const load = (path) => {
  const { buffer, byteOffset, length } = readFileSync(path);
  return loadGenerator(buffer.slice(byteOffset, byteOffset + length), kernel);
};

const cropped = (values, [channels, height, width]) => {
  const wide = wideOf([channels, height, width]);
  return Array.from({ length: channels }, (_, c) => Array.from(values.subarray(c * wide, c * wide + height * width)));
};

/** The middle channel's middle cell of a block: the sum, and what batch norm and the activation make of it. */
function cellIn(network, blocks, input, index, values, { first, weights }) {
  const { head, parts } = blocks[index];
  const source = before(input, blocks, index);
  const [channels, height, width] = parts[0].shape;
  const chosen = { channel: channels >> 1, cell: (height * width) >> 1, shape: parts[0].shape };
  const at = { shape: parts[0].shape, channel: chosen.channel, ...placeOf(chosen) };
  let value = cellOf(network, head, source.place < 0 ? first : values[source.place], at).total;
  for (const { op, place } of parts.slice(1)) {
    const step = network.header.steps[place];
    if (op === "affine") {
      const { scale, shift } = normOf(network, step, chosen.channel, network.header.classes.length ? weights : [1]);
      value = value * scale + shift;
    } else if (op === "rectify" || op === "leaky") value = value < 0 ? value * step.slope : value;
    else if (op === "tanh") value = Math.tanh(value);
  }
  return { value, shown: values[parts.at(-1).place][chosen.channel * wideOf(parts[0].shape) + chosen.cell] };
}

function report(side, network, values, first, weights) {
  const blocks = blocksOf(network.header, side);
  const input = inputOf(network.header, side);
  return {
    shapes: [input.shape, ...blocks.map(({ shape }) => shape)],
    parts: blocks.flatMap(({ parts }) => parts.map(({ op, place, shape }) => ({ op, shape, values: cropped(values[place], shape) }))),
    cells: blocks.flatMap(({ head }, index) => (head.op === "logit" ? [] : [cellIn(network, blocks, input, index, values, { first, weights })])),
  };
}

const { cases } = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const { g, d, z, weights } of cases) {
  const [G, D] = [await load(g), await load(d)];
  const { channels, height, width } = G.header.image;
  const image = [channels, height, width];
  const made = G.trace(z, weights);
  const picture = made.at(-1).map(Math.tanh);
  const judged = D.trace(picture, weights);
  answers.push({
    G: report("G", G, [...made, picture], Float32Array.from(G.header.labelled ? [...z, ...weights] : z), weights),
    D: report("D", D, judged, picture, weights),
    logit: Array.from(judged.at(-1)),
    gradient: cropped(pictureGradient(D, judged, weights), image),
  });
}
process.stdout.write(JSON.stringify(answers));
