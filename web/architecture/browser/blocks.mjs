// A network file's steps as the blocks of the lectures' diagram: a layer with weights, and what follows it up to the next.

/** @import {Header, Step} from "../../../gan_core/browser/generator.mjs" */
/** @import {Block, Part, Shape} from "./types.mjs" */

const HEADS = new Set(["linear", "up", "down", "logit"]);

/**
 * Numbers between two rows of a map.
 * @param {Shape} shape
 */
export const wideOf = ([, height, width]) => (height * width > 1 ? Math.ceil((height * width) / 8) * 8 : 1);

/**
 * The blocks of G or D; G's last has the tanh that draws its picture as a further part.
 * @param {Header} header
 * @param {"G" | "D"} side
 * @returns {Block[]}
 */
export function blocksOf(header, side) {
  const { channels, height, width } = header.image;
  /** @type {Block[]} */
  const blocks = [];
  header.steps.forEach((step, place) => {
    if (HEADS.has(step.op)) {
      const shape = shapeOf(header, place);
      blocks.push({ name: `${side}${blocks.length + 1}`, head: step, parts: [{ op: step.op, place, shape }], shape });
      return;
    }
    const block = blocks.at(-1);
    if (!block) return; // labels that D gets beside the picture
    if (step.op === "append") block.shape = grown(block.shape, step);
    block.parts.push({ op: step.op === "rectify" && step.slope ? "leaky" : step.op, place, shape: block.shape });
  });
  const last = blocks[blocks.length - 1];
  if (side === "G") last.parts.push({ op: "tanh", place: header.steps.length, shape: [channels, height, width] });
  return blocks;
}

/** @type {(shape: Shape, step: Step) => Shape} */
const grown = ([channels, height, width], step) => [channels + step.wide / wideOf([1, height, width]), height, width];

/**
 * What goes into a network's first layer, and the place of its values: -1 is the input itself.
 * @param {Header} header
 * @param {"G" | "D"} side
 * @returns {Part}
 */
export function inputOf(header, side) {
  const { channels, height, width } = header.image;
  if (side === "G") return { op: "input", place: -1, shape: [header.latentDim + (header.labelled ? header.classes.length : 0), 1, 1] };
  /** @type {Shape} */
  const shape = [channels, height, width];
  const [first] = header.steps;
  if (first.op !== "append") return { op: "input", place: -1, shape };
  const drawn = first.wide % wideOf(shape) === 0; // the label as maps, not as numbers behind the pixels
  return { op: "append", place: 0, shape: drawn ? grown(shape, first) : [first.at + first.wide, 1, 1] };
}

/**
 * The shape that the layer at `place` puts out. A linear layer's is the next convolution's input, or the picture's, or else a vector's.
 * @param {Header} header
 * @param {number} place
 * @returns {Shape}
 */
function shapeOf(header, place) {
  const step = header.steps[place];
  if (step.op === "up") return [step.outputs, step.grown, step.grown];
  if (step.op === "down") return [step.outputs, step.shrunk, step.shrunk];
  if (step.op === "logit") return [3, 1, 1];
  const rest = header.steps.slice(place + 1);
  const next = rest.find(({ op }) => HEADS.has(op));
  if (next?.op === "up") {
    const added = rest.slice(0, rest.indexOf(next)).some(({ op }) => op === "append") ? 1 : 0;
    return [next.inputs - added, next.side, next.side];
  }
  const { channels, height, width } = header.image;
  if (!next && step.outputs === channels * header.wide) return [channels, height, width];
  return [step.outputs, 1, 1];
}

/**
 * What the block before puts out, as the layer's input: the parts' last.
 * @param {Part} input of the network
 * @param {Block[]} blocks
 * @param {number} index
 * @returns {Part}
 */
export const before = (input, blocks, index) => (index ? /** @type {Part} */ (blocks[index - 1].parts.at(-1)) : input);

/** @type {(shape: number[]) => string} "4×4×256", or "128" for a vector */
export const written = ([channels, height, width]) => (height * width > 1 ? `${height}×${width}×${channels}` : String(channels));

/** @type {(chosen: {cell: number, shape: Shape}) => {row: number, column: number}} a cell's place in its map */
export const placeOf = ({ cell, shape }) => ({ row: Math.floor(cell / shape[2]), column: cell % shape[2] });
