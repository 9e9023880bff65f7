// The transposed convolution as one matrix product, and why it is not the inverse.

import { h, svg } from "../../shared/browser/dom.mjs";
import { makeWriter, place } from "./figure.mjs";

const NUMBERED = 26; // more rows or columns than this: colours only
const LOW = 340; // height of a product that is colours only, if its rows allow

export function makeMatrix(stage) {
  const writer = makeWriter(stage.data.language);
  const product = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": stage.text("matrix_product") });
  const sentence = h("p", { class: "sentence", "data-testid": "matrix-row" });
  const forward = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": stage.text("matrix_forward") });
  const inverse = h("div", { class: "inverse" });
  const verdict = h("p", { class: "sentence", "data-testid": "not-inverse" });
  const heading = h("h2");
  const element = h("div", { class: "matrix lockstep" }, heading, h("p", { class: "how" }, stage.text("matrix_how")), product, sentence,
    h("h2", {}, stage.text("matrix_forward")), h("p", { class: "how" }, stage.text("matrix_forward_how")), forward,
    h("h2", {}, stage.text("inverse_title")), h("p", { class: "how" }, stage.text("inverse_how")), inverse, verdict);
  let drawn = null;

  const render = () => {
    const { answer } = stage;
    if (stage.state.tab !== "matrix" || !answer.matrix || drawn === answer) return;
    drawn = answer;
    const { shape: [rows, columns], entries } = answer.matrix;
    const trace = answer.traces.stamps;
    const names = (letter, values) => values.flatMap((row, r) => row.map((_, c) => place(letter, [r, c])));
    const [xNames, yNames] = [names("x", trace.input), names("y", trace.output)];
    const [x, y] = [trace.input.flat(), trace.output.flat()];
    heading.textContent = stage.text("matrix_title", { rows, columns, nonzero: entries.length, all: rows * columns });

    const say = (row) => {
      const terms = entries.filter(([r]) => r === row);
      const sum = terms.map(([, c, value]) => `${writer.bracket(value)}·${writer.bracket(x[c])}`).join(" + ") || "0";
      sentence.replaceChildren(h("b", {}, `${yNames[row]} = `), `${sum} = `, h("b", {}, writer.number(y[row])));
    };
    const parts = drawProduct({ rows, columns, entries, x, y, xNames, yNames, writer, onrow: say });
    product.replaceChildren(parts);
    forward.replaceChildren(drawMatrix({ rows: columns, columns: rows, entries: entries.map(([r, c, value]) => [c, r, value]), writer, label: `C  ${columns}×${rows}` }));
    say(Math.floor(rows / 2));

    const grid = (title, values, look) => h("figure", {}, h("figcaption", {}, title), table(values, look, writer));
    const sizes = (values) => `${values.length}×${values[0].length}`;
    inverse.replaceChildren(
      grid(`x  ${sizes(trace.input)}`, trace.input, "input"), h("span", { class: "arrow" }, "Cᵀ →"),
      grid(`y = Cᵀx  ${sizes(trace.output)}`, trace.output, "output"), h("span", { class: "arrow" }, "C →"),
      grid(`Cy = CCᵀx  ${sizes(answer.back.values)}`, answer.back.values, "input"),
    );
    verdict.textContent = stage.text(answer.back.restored ? "inverse_equal" : "inverse_differs", { shape: sizes(trace.input), x: writer.number(x[0]), back: writer.number(answer.back.values[0][0]) });
  };
  return { element, render };
}

/** A small table of numbers. */
function table(values, look, writer) {
  return h("table", { class: `numbers ${look}` }, h("tbody", {}, values.map((row) => h("tr", {}, row.map((value) => h("td", {}, writer.number(value)))))));
}

/** Rows and columns of cells; only nonzero entries are drawn as cells of their own. */
function drawMatrix({ rows, columns, entries, writer, label }) {
  const cell = Math.max(rows, columns) <= NUMBERED ? 30 : Math.max(3, Math.min(9, 900 / Math.max(rows, columns)));
  const root = svg("svg", { class: "trace", viewBox: `-2 -24 ${columns * cell + 4} ${rows * cell + 28}`, role: "img", "aria-label": label });
  root.style.maxWidth = `${(columns * cell + 4) / 16}rem`;
  root.append(...matrixParts({ rows, columns, entries, writer, cell, label }));
  return root;
}

function matrixParts({ rows, columns, entries, writer, cell, label }) {
  const frame = svg("rect", { class: "zeros", width: columns * cell, height: rows * cell });
  const cells = entries.map(([row, column, value]) => {
    const group = svg("g", { class: "cell kernel", transform: `translate(${column * cell} ${row * cell})` }, svg("rect", { width: cell, height: cell }));
    if (cell >= 30) {
      const written = writer.number(value);
      const number = svg("text", { x: cell / 2, y: cell / 2, "font-size": Math.min(15, 44 / written.length) });
      number.textContent = written;
      group.append(number);
    }
    return group;
  });
  const zeros = [];
  if (cell >= 30) {
    const taken = new Set(entries.map(([row, column]) => `${row},${column}`));
    for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) if (!taken.has(`${row},${column}`)) zeros.push(svg("circle", { class: "dot", cx: (column + 0.5) * cell, cy: (row + 0.5) * cell, r: 1.5 }));
  }
  const title = svg("text", { class: "title", x: (columns * cell) / 2, y: -12 });
  title.textContent = label;
  return [frame, ...zeros, ...cells, title];
}

/** C transposed times x equals y, drawn in one row; pointing at a row explains it. */
function drawProduct({ rows, columns, entries, x, y, xNames, yNames, writer, onrow }) {
  const cell = Math.max(rows, columns) <= NUMBERED ? 30 : Math.max(3, Math.min(9, LOW / rows));
  const numbers = cell >= 30;
  const side = numbers ? 64 : 3 * cell + 8;
  const gap = 30;
  const width = columns * cell + 2 * (side + gap) + (numbers ? 110 : 0);
  const height = Math.max(rows, columns) * cell;
  const root = svg("svg", { class: "trace", viewBox: `-2 -26 ${width + 4} ${height + 30}`, role: "img", "aria-label": `y = Cᵀ x, ${rows}×${columns}`, "data-testid": "matrix-product" });
  root.style.maxWidth = `${(width + 4) / 16}rem`;
  const at = (left, top, ...children) => svg("g", { transform: `translate(${left} ${top})` }, children);
  const sign = (left, letter) => {
    const written = svg("text", { x: left, y: height / 2, "font-size": 20 });
    written.textContent = letter;
    return written;
  };
  const vector = (values, names, look, title) => {
    const head = svg("text", { class: "title", x: side / 2, y: -12 });
    head.textContent = title;
    return [head, ...values.map((value, index) => {
      const group = svg("g", { class: `cell ${look}`, transform: `translate(0 ${index * cell})` }, svg("rect", { width: side, height: cell }));
      if (numbers) {
        const written = writer.number(value);
        const number = svg("text", { class: "value", x: side / 2, y: cell / 2, "font-size": Math.min(15, 80 / written.length) });
        number.textContent = written;
        const name = svg("text", { class: "name", x: side + 6, y: cell / 2 });
        name.textContent = names[index];
        group.append(number, name);
      }
      return group;
    })];
  };
  const names = numbers ? 46 : 0;
  let left = columns * cell + gap;
  const band = svg("rect", { class: "window", width: columns * cell, height: cell });
  root.append(at(0, (height - rows * cell) / 2, matrixParts({ rows, columns, entries, writer, cell, label: `Cᵀ  ${rows}×${columns}` }), band));
  root.append(sign(left - gap / 2, "·"), at(left, (height - columns * cell) / 2, vector(x, xNames, "input", "x")));
  left += side + names + gap;
  root.append(sign(left - gap / 2, "="), at(left, (height - rows * cell) / 2, vector(y, yNames, "output", "y")));

  const choose = (row) => {
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
