// Small helpers to build elements and draw tiles.

/** An element: `on...` attributes are listeners, `false` and `undefined` leave an attribute out, strings become text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined));
  return element;
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children.flat(Infinity));
  return element;
}

/** A canvas of one picture's size; CSS decides how large its pixels look. */
export function tile([, height, width], attributes = {}) {
  return h("canvas", { width, height, class: "pixels", ...attributes });
}

/** Draw picture number `index` of a sheet (ImageBitmap, row by row) on a canvas of one picture's size. */
export function drawTile(canvas, sheet, index) {
  const { width, height } = canvas;
  const columns = sheet.width / width;
  const context = canvas.getContext("2d");
  context.drawImage(sheet, (index % columns) * width, Math.floor(index / columns) * height, width, height, 0, 0, width, height);
}

/** A labelled range input that answers while it is dragged. `render(value)` moves the thumb. */
export function slider({ label, note, min, max, step, format, oninput, extra }) {
  const output = h("output");
  const input = h("input", { type: "range", min, max, step, "aria-label": label, oninput: () => oninput(Number(input.value)) });
  const element = h("div", { class: "slider" }, h("span", { class: "name" }, label, note ? h("small", {}, note) : undefined), input, output, extra);
  const render = (value) => {
    if (Number(input.value) !== value) input.value = value;
    output.textContent = format(value);
    input.setAttribute("aria-valuetext", format(value));
    // the coloured part runs from zero to the thumb
    const ends = [Math.max(min, 0), value].map((end) => (100 * (end - min)) / (max - min)).sort((a, b) => a - b);
    ["--from", "--to"].forEach((name, index) => input.style.setProperty(name, `${ends[index]}%`));
  };
  return { element, render };
}
