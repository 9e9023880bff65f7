// The transposed convolution as one matrix product, and why it is not the inverse.

import { h, svg } from "../../shared/browser/dom.mjs";
import { makeWriter, place, sizeOf } from "./figure.mjs";

/** @import {Answer, Matrix, Stage} from "./types.mjs" */
/** @import {Writer} from "./figure.mjs" */
/** @typedef {[row: number, column: number, value: number]} Entry */
/** @typedef {{rows: number, columns: number, entries: Entry[], writer: Writer}} Sparse only entries that are not zero */

const MAX_NUMBERED = 26; // rows or columns; with more there are colours only
const NUMBERED_CELL = 30; // pixels
const COLOURS_HEIGHT = 340; // of a product that is colours only, if its rows allow

/** @type {(count: number, pixels: number) => number} */
const cellOf = (count, pixels) => (count <= MAX_NUMBERED ? NUMBERED_CELL : Math.max(3, Math.min(9, pixels)));

/** @type {(letter: string, values: Matrix) => string[]} */
const namesOf = (letter, values) => values.flatMap((row, r) => row.map((_, c) => place(letter, [r, c])));

/** @param {Stage} stage */
export function makeMatrix(stage) {
  const writer = makeWriter(stage.data.language);
  const product = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": stage.text("matrix_product") });
  const sentence = h("p", { class: "sentence", "data-testid": "matrix-row" });
  const forward = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": stage.text("matrix_forward") });
  const inverse = h("div", { class: "inverse" });
  const verdict = h("p", { class: "sentence", "data-testid": "not-inverse" });
  const heading = h("h2");
  const element = h(
    "div",
    { class: "matrix lockstep" },
    heading,
    h("p", { class: "how" }, stage.text("matrix_how")),
    product,
    sentence,
    h("h2", {}, stage.text("matrix_forward")),
    h("p", { class: "how" }, stage.text("matrix_forward_how")),
    forward,
    h("h2", {}, stage.text("inverse_title")),
    h("p", { class: "how" }, stage.text("inverse_how")),
    inverse,
    verdict,
  );
  /** @type {Answer | undefined} */
  let drawn;

  const render = () => {
    const { answer } = stage;
    const {
      matrix,
      back,
      traces: { stamps: trace },
    } = answer;
    if (stage.state.tab !== "matrix" || !matrix || !back || !trace || drawn === answer) return;
    drawn = answer;
    const {
      shape: [rows, columns],
      entries,
    } = matrix;
    const [xNames, yNames] = [namesOf("x", trace.input), namesOf("y", trace.output)];
    const [x, y] = [trace.input.flat(), trace.output.flat()];
    heading.textContent = stage.text("matrix_title", { rows, columns, nonzero: entries.length, all: rows * columns });

    const explain = (/** @type {number} */ row) => {
      const terms = entries.filter(([r]) => r === row);
      const sum = terms.map(([, c, value]) => `${writer.bracket(value)}·${writer.bracket(x[c])}`).join(" + ") || "0";
      sentence.replaceChildren(h("b", {}, `${yNames[row]} = `), `${sum} = `, h("b", {}, writer.number(y[row])));
    };
    const parts = drawProduct({ rows, columns, entries, x, y, xNames, yNames, writer, onrow: explain });
    product.replaceChildren(parts);
    /** @type {Entry[]} */
    const transposed = entries.map(([r, c, value]) => [c, r, value]);
    forward.replaceChildren(drawMatrix({ rows: columns, columns: rows, entries: transposed, writer, label: `C  ${columns}×${rows}` }));
    explain(Math.floor(rows / 2));

    /** @type {(title: string, values: Matrix, style: string) => HTMLElement} */
    const grid = (title, values, style) =>
      h("figure", {}, h("figcaption", {}, `${title}  ${sizeOf(values)}`), table(values, style, writer));
    inverse.replaceChildren(
      grid("x", trace.input, "input"),
      h("span", { class: "arrow" }, "Cᵀ →"),
      grid("y = Cᵀx", trace.output, "output"),
      h("span", { class: "arrow" }, "C →"),
      grid("Cy = CCᵀx", back.values, "input"),
    );
    verdict.textContent = stage.text(back.restored ? "inverse_equal" : "inverse_differs", {
      shape: sizeOf(trace.input),
      x: writer.number(x[0]),
      back: writer.number(back.values[0][0]),
    });
  };
  return { element, render };
}

/** @type {(values: Matrix, style: string, writer: Writer) => HTMLTableElement} */
function table(values, style, writer) {
  return h(
    "table",
    { class: `numbers ${style}` },
    h(
      "tbody",
      {},
      values.map((row) =>
        h(
          "tr",
          {},
          row.map((value) => h("td", {}, writer.number(value))),
        ),
      ),
    ),
  );
}

/**
 * Rows and columns of cells; only nonzero entries are drawn as cells of their own.
 * @param {Sparse & {label: string}} matrix
 */
function drawMatrix({ rows, columns, entries, writer, label }) {
  const cell = cellOf(Math.max(rows, columns), 900 / Math.max(rows, columns));
  const root = svg("svg", {
    class: "trace",
    viewBox: `-2 -24 ${columns * cell + 4} ${rows * cell + 28}`,
    role: "img",
    "aria-label": label,
  });
  root.style.maxWidth = `${(columns * cell + 4) / 16}rem`;
  root.append(...matrixParts({ rows, columns, entries, writer, cell, label }));
  return root;
}

/** @param {Sparse & {cell: number, label: string}} matrix */
function matrixParts({ rows, columns, entries, writer, cell, label }) {
  const frame = svg("rect", { class: "zeros", width: columns * cell, height: rows * cell });
  const cells = entries.map(([row, column, value]) => {
    const group = svg(
      "g",
      { class: "cell kernel", transform: `translate(${column * cell} ${row * cell})` },
      svg("rect", { width: cell, height: cell }),
    );
    if (cell >= NUMBERED_CELL) {
      const written = writer.number(value);
      const number = svg("text", { x: cell / 2, y: cell / 2, "font-size": Math.min(15, 44 / written.length) });
      number.textContent = written;
      group.append(number);
    }
    return group;
  });
  const zeros = [];
  if (cell >= NUMBERED_CELL) {
    const taken = new Set(entries.map(([row, column]) => `${row},${column}`));
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        if (!taken.has(`${row},${column}`))
          zeros.push(svg("circle", { class: "dot", cx: (column + 0.5) * cell, cy: (row + 0.5) * cell, r: 1.5 }));
      }
    }
  }
  const title = svg("text", { class: "title", x: (columns * cell) / 2, y: -12 });
  title.textContent = label;
  return [frame, ...zeros, ...cells, title];
}

/**
 * C transposed times x equals y, drawn in one row; pointing at a row explains it.
 * @param {Sparse & {x: number[], y: number[], xNames: string[], yNames: string[], onrow: (row: number) => void}} product
 */
function drawProduct({ rows, columns, entries, x, y, xNames, yNames, writer, onrow }) {
  const cell = cellOf(Math.max(rows, columns), COLOURS_HEIGHT / rows);
  const numbers = cell >= NUMBERED_CELL;
  const side = numbers ? 64 : 3 * cell + 8;
  const gap = 30;
  const width = columns * cell + 2 * (side + gap) + (numbers ? 110 : 0);
  const height = Math.max(rows, columns) * cell;
  const root = svg("svg", {
    class: "trace",
    viewBox: `-2 -26 ${width + 4} ${height + 30}`,
    role: "img",
    "aria-label": `y = Cᵀ x, ${rows}×${columns}`,
    "data-testid": "matrix-product",
  });
  root.style.maxWidth = `${(width + 4) / 16}rem`;
  /** @type {(left: number, top: number, ...children: (SVGElement | SVGElement[])[]) => SVGGElement} */
  const at = (left, top, ...children) => svg("g", { transform: `translate(${left} ${top})` }, children);
  /** @type {(left: number, letter: string) => SVGTextElement} */
  const sign = (left, letter) => {
    const written = svg("text", { x: left, y: height / 2, "font-size": 20 });
    written.textContent = letter;
    return written;
  };
  /** @type {(values: number[], names: string[], style: string, title: string) => SVGElement[]} */
  const vector = (values, names, style, title) => {
    const head = svg("text", { class: "title", x: side / 2, y: -12 });
    head.textContent = title;
    return [
      head,
      ...values.map((value, index) => {
        const group = svg(
          "g",
          { class: `cell ${style}`, transform: `translate(0 ${index * cell})` },
          svg("rect", { width: side, height: cell }),
        );
        if (numbers) {
          const written = writer.number(value);
          const number = svg("text", { class: "value", x: side / 2, y: cell / 2, "font-size": Math.min(15, 80 / written.length) });
          number.textContent = written;
          const name = svg("text", { class: "name", x: side + 6, y: cell / 2 });
          name.textContent = names[index];
          group.append(number, name);
        }
        return group;
      }),
    ];
  };
  const namesWidth = numbers ? 46 : 0;
  let left = columns * cell + gap;
  const band = svg("rect", { class: "window", width: columns * cell, height: cell });
  root.append(
    at(0, (height - rows * cell) / 2, matrixParts({ rows, columns, entries, writer, cell, label: `Cᵀ  ${rows}×${columns}` }), band),
  );
  root.append(sign(left - gap / 2, "·"), at(left, (height - columns * cell) / 2, vector(x, xNames, "input", "x")));
  left += side + namesWidth + gap;
  root.append(sign(left - gap / 2, "="), at(left, (height - rows * cell) / 2, vector(y, yNames, "output", "y")));

  const choose = (/** @type {number} */ row) => {
    root.classList.add("started");
    band.style.transform = `translate(0px, ${row * cell}px)`;
    onrow(row);
  };
  root.addEventListener("pointermove", (event) => {
    const box = root.getBoundingClientRect();
    const down = ((event.clientY - box.top) / box.height) * (height + 30) - 26 - (height - rows * cell) / 2;
    const row = Math.floor(down / cell);
    if (row >= 0 && row < rows) choose(row);
  });
  choose(Math.floor(rows / 2));
  return root;
}
