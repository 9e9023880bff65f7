// Made by `make bundles` from gan_core/browser/crc32.mjs gan_core/browser/demo.mjs gan_core/browser/demo_latent.mjs gan_core/browser/demo_parts.mjs gan_core/browser/generator.mjs gan_core/browser/provenance.mjs, sha256 c5f1586cceca7760c957371146acbd198eafbc47eb4b8391fb32dbd696e6d872
// gan_core/browser/demo_latent.mjs
function latentOf({ sample, offsets, truncation, plane }, { samples, directions, latentDim }) {
  const z = new Float32Array(latentDim);
  const count = samples.length / latentDim;
  const add = (weight, list, row) => {
    for (let i = 0; i < latentDim; i++) z[i] += weight * list[row * latentDim + i];
  };
  const { x, y } = plane ?? { x: 0, y: 0 };
  const weights = plane ? [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y] : [1];
  const length = Math.hypot(...weights);
  weights.forEach((weight, corner) => {
    add(weight / length, samples, (sample + corner) % count);
  });
  for (let i = 0; i < latentDim; i++) z[i] *= truncation;
  offsets.forEach((offset, component) => {
    if (offset) add(offset, directions, component);
  });
  return z;
}
var within = (x, y) => ({ x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) });
var onLoop = (angle) => {
  const radius = Math.SQRT1_2 * 0.7;
  return { x: 0.5 + radius * Math.cos(angle), y: 0.5 + radius * Math.sin(angle) };
};

// gan_core/browser/crc32.mjs
var TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >>> 1 ^ 3988292384 : rest >>> 1;
  return rest;
});
function crc32(bytes) {
  let rest = 4294967295;
  for (const byte of bytes) rest = TABLE[(rest ^ byte) & 255] ^ rest >>> 8;
  return ~rest >>> 0;
}

// gan_core/browser/provenance.mjs
var GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
var TOOL = "GAN Classroom";
var PNG_KEYWORD = "XML:com.adobe.xmp";
var PNG_HEAD = 33;
var quoted = (text) => `"${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}"`;
function metadata({ model, seed, step }) {
  const about = Object.entries({ model, seed, step }).filter(([, value]) => value !== void 0).map(([name, value]) => `${name}: ${value}`).join("; ");
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" Iptc4xmpExt:DigitalSourceType=${quoted(GENERATED)}
 Iptc4xmpExt:AISystemUsed=${quoted(`${TOOL}; ${about}`)} xmp:CreatorTool=${quoted(TOOL)} photoshop:Instructions=${quoted(about)}/>
</rdf:RDF></x:xmpmeta>`;
}
var packet = (madeBy) => new TextEncoder().encode(`<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
${metadata(madeBy)}
<?xpacket end="r"?>`);
var latin = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
var bigEndian = (value) => new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
function markedPng(png, madeBy) {
  const content = joined(latin("iTXt"), latin(`${PNG_KEYWORD}\0\0\0\0\0`), packet(madeBy));
  const chunk = joined(bigEndian(content.length - 4), content, bigEndian(crc32(content)));
  return joined(png.subarray(0, PNG_HEAD), chunk, png.subarray(PNG_HEAD));
}
async function pngOf(canvas, madeBy) {
  const content = await (await canvas.convertToBlob()).arrayBuffer();
  return new Blob([markedPng(new Uint8Array(content), madeBy)], { type: "image/png" });
}

// gan_core/browser/demo_parts.mjs
var TILES = 7;
var MAX_OFFSET = 3;
var MAX_TRUNCATION = 1.5;
var MAX_EVERY = 20;
var FILE_SCALE = 16;
var NUDGE = 1 / 20;
var ARROWS = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] };
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(
      name.slice(2),
      /** @type {EventListener} */
      value
    );
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}
var button = (words, onclick) => h("button", { type: "button", onclick }, words);
function makeParts(demo2) {
  const { text, className, content, header, state, change } = demo2;
  const { width, height } = header.image;
  const picture = h("canvas", { width, height, role: "img", "data-testid": "picture" });
  const facts = h("p", { class: "facts" });
  const play2 = button("", demo2.toggle);
  const another = button(text("another"), demo2.another);
  const plane = makePlane(demo2);
  const classes = header.classes.map((_, label) => {
    const key = label < 10 ? [h("kbd", { "aria-hidden": "true" }, String(label))] : [];
    const element = button(className(label), () => change({ label }));
    element.append(...key);
    return element;
  });
  const every = header.classes.slice(0, MAX_EVERY).map((_, label) => {
    const canvas = h("canvas", { width, height, "aria-hidden": "true" });
    const element = button("", () => change({ label }));
    element.append(canvas, className(label));
    return { canvas, element };
  });
  const sliders = makeSliders(demo2);
  const reset = button(text("reset"), () => change({ offsets: state.offsets.map(() => 0), truncation: 1, plane: null }));
  const otherLanguage = button(content.languages[demo2.otherLanguage()], () => demo2.speak(demo2.otherLanguage()));
  otherLanguage.lang = demo2.otherLanguage();
  const save = button(text("save"), () => saveLarge(picture, content.model, `${content.model}-${state.label}-${state.sample + 1}.png`));
  const heading = (key) => h("h2", {}, text(key));
  const everyClass = every.map(({ element }) => element);
  const parameters = demo2.number(content.parameters, 0);
  const elements = [
    h("header", {}, h("h1", {}, text("title")), h("p", {}, text("idea")), otherLanguage),
    h("div", { class: "classes", role: "group", "aria-label": text("classes") }, ...classes),
    h(
      "div",
      { class: "board" },
      h("section", { class: "picture" }, picture, facts, h("div", { class: "row" }, another, play2, save)),
      h("section", {}, heading("directions"), ...sliders.map(({ element }) => element), h("div", { class: "row" }, reset)),
      h("section", {}, heading("plane"), plane.element, h("p", { class: "facts" }, text("plane_hint")))
    ),
    ...every.length ? [h("section", {}, heading("every"), h("div", { class: "every" }, ...everyClass))] : [],
    h("section", { class: "about" }, h("p", {}, text("about", { model: content.model, parameters })), h("p", {}, content.licence))
  ];
  return { elements, picture, facts, plane, sliders, classes, every, play: play2 };
}
function makeSliders({ text, number, state, content, change }) {
  const slider = (label, [min, max], read, write) => {
    const output = h("output", {});
    const input = h("input", { type: "range", min, max, step: 0.05, "aria-label": label });
    input.addEventListener("input", () => write(Number(input.value)));
    const render2 = () => {
      input.value = String(read());
      output.textContent = number(read(), 2);
    };
    return { element: h("label", { class: "slider" }, h("span", {}, label), input, output), render: render2 };
  };
  const directions = content.shares.map((share, component) => {
    const label = text("direction", { number: component + 1, share: number(100 * share, 0) });
    const write = (value) => change({ offsets: state.offsets.with(component, value) });
    return slider(label, [-MAX_OFFSET, MAX_OFFSET], () => state.offsets[component], write);
  });
  const truncation = slider(text("truncation"), [0, MAX_TRUNCATION], () => state.truncation, (value) => change({ truncation: value }));
  return [truncation, ...directions];
}
function makePlane({ text, number, state, header, change }) {
  const { width, height } = header.image;
  const dot = h("i", {});
  const tiles = h("canvas", { width: TILES * width, height: TILES * height, "aria-hidden": "true" });
  const corners = ["A", "B", "C", "D"].map((corner) => h("span", {}, corner));
  const element = h(
    "div",
    { class: "plane", role: "slider", tabindex: 0, "aria-label": text("plane"), "aria-valuetext": "" },
    ...corners,
    tiles,
    dot
  );
  const drag = (event) => {
    if (event.type === "pointerdown") element.setPointerCapture(event.pointerId);
    if (!event.buttons) return;
    const box = element.getBoundingClientRect();
    change({ plane: within((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height) });
  };
  element.addEventListener("pointerdown", drag);
  element.addEventListener("pointermove", drag);
  element.addEventListener("keydown", (event) => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    const { x, y } = state.plane ?? { x: 0, y: 0 };
    change({ plane: within(x + by[0], y + by[1]) });
  });
  const render2 = () => {
    const { x, y } = state.plane ?? { x: 0, y: 0 };
    Object.assign(dot.style, { left: `${100 * x}%`, top: `${100 * y}%`, opacity: state.plane ? 1 : 0.35 });
    element.setAttribute("aria-valuetext", `${number(x, 2)}; ${number(y, 2)}`);
  };
  return { element, tiles, render: render2 };
}
async function saveLarge(picture, model, name) {
  const [width, height] = [picture.width * FILE_SCALE, picture.height * FILE_SCALE];
  const large = new OffscreenCanvas(width, height);
  const context = (
    /** @type {OffscreenCanvasRenderingContext2D} */
    large.getContext("2d")
  );
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, width, height);
  const url = URL.createObjectURL(await pngOf(large, { model }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 6e4);
}

// gan_core/browser/generator.mjs
var KERNEL = new URL("kernel.wasm", import.meta.url);
var PAGE = 65536;
async function loadGenerator(bytes, kernel = void 0) {
  const { header, tensors } = unpack(bytes);
  const places = layOut(header, tensors);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(places.end * 4 / PAGE) + 2 });
  const source = kernel ?? await (await fetch(KERNEL)).arrayBuffer();
  const { instance } = await WebAssembly.instantiate(source, { env: { memory } });
  const floats = new Float32Array(memory.buffer, places.start * 4);
  tensors.forEach((tensor, index) => {
    floats.set(tensor, places.tensors[index]);
  });
  return makeGenerator(
    header,
    floats,
    places,
    /** @type {any} */
    instance.exports
  );
}
function unpack(bytes) {
  const { header, start, count } = measure(bytes);
  const low = bytes.byteLength < start + 2 * count ? new Uint8Array(count).fill(128) : new Uint8Array(bytes, start + count, count);
  const numbers = header.half ? fromHalf(new Uint8Array(bytes, start, count), low) : new Float32Array(bytes, start, count);
  let offset = 0;
  const tensors = header.sizes.map((size) => {
    offset += size;
    return numbers.subarray(offset - size, offset);
  });
  return { header, tensors };
}
function measure(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  return {
    header,
    start: 4 + length,
    count: header.sizes.reduce((sum, size) => sum + size, 0)
  };
}
var REBIAS = 2 ** 112;
function fromHalf(high, low) {
  const bits = new Uint32Array(high.length);
  for (let index = 0; index < bits.length; index++)
    bits[index] = (high[index] & 128) << 24 | ((high[index] & 127) << 8 | low[index]) << 13;
  const values = new Float32Array(bits.buffer);
  for (let index = 0; index < values.length; index++) values[index] *= REBIAS;
  return values;
}
function layOut(header, tensors) {
  const start = 32768;
  let end = 0;
  const take = (size) => {
    const place = end;
    end += Math.ceil(size / 4) * 4;
    return place;
  };
  const places = tensors.map((tensor) => take(tensor.length));
  const buffers = [take(header.buffer), take(header.buffer)];
  const patches = take(header.patches);
  return { start, tensors: places, buffers, patches, end: start + end };
}
function makeSteps(floats, { start, tensors, buffers, patches }, kernel) {
  const address = (place) => (start + place) * 4;
  const tensor = (index) => tensors[index];
  let current = 0;
  const now = () => buffers[current];
  const other = () => buffers[1 - current];
  const blend = (weights, table, size, out) => {
    floats.fill(0, out, out + size);
    Array.from(weights).forEach((weight, row) => {
      if (weight) for (let i = 0; i < size; i++) floats[out + i] += weight * floats[table + row * size + i];
    });
  };
  const does = {
    // values (inputs) -> (outputs)
    linear({ inputs, outputs, weight, bias }) {
      kernel.multiply(address(now()), address(tensor(weight)), address(other()), 1, inputs, outputs);
      current = 1 - current;
      if (bias !== null) for (let i = 0; i < outputs; i++) floats[now() + i] += floats[tensor(bias) + i];
    },
    // every channel (a row of `wide` values) scaled and shifted, as its class wants it
    affine({ rows, wide, scale, shift }, weights) {
      blend(weights, tensor(scale), rows, patches);
      blend(weights, tensor(shift), rows, patches + rows);
      for (let row = 0; row < rows; row++) {
        const [by, plus, first] = [floats[patches + row], floats[patches + rows + row], now() + row * wide];
        for (let i = first; i < first + wide; i++) floats[i] = floats[i] * by + plus;
      }
    },
    rectify({ size, slope }) {
      const first = now();
      for (let i = first; i < first + size; i++) if (floats[i] < 0) floats[i] *= slope;
    },
    // the label drawn as one more channel
    append({ at, wide, maps }, weights) {
      blend(weights, tensor(maps), wide, now() + at);
    },
    // transposed convolution: patches = weight^T maps, then added up where they overlap
    up({ inputs, outputs, side, wide, grown, grownWide, kernel: size, stride, padding, weight, bias }) {
      kernel.multiply(address(tensor(weight)), address(now()), address(patches), outputs * size * size, inputs, wide);
      current = 1 - current;
      for (let c = 0; c < outputs; c++)
        floats.fill(bias === null ? 0 : floats[tensor(bias) + c], now() + c * grownWide, now() + (c + 1) * grownWide);
      kernel.scatter(address(patches), address(now()), outputs, side, wide, size, stride, padding, grown, grownWide);
    },
    // convolution: weight times the patches below the kernel
    down(step) {
      const { inputs, outputs, kernel: size, shrunkWide, weight, bias } = step;
      cut(step, floats, now(), patches);
      kernel.multiply(address(tensor(weight)), address(patches), address(other()), outputs, inputs * size * size, shrunkWide);
      current = 1 - current;
      if (bias === null) return;
      for (let c = 0; c < outputs; c++) {
        const first = now() + c * shrunkWide;
        for (let i = first; i < first + shrunkWide; i++) floats[i] += floats[tensor(bias) + c];
      }
    },
    // the largest of the cells below the kernel
    pool({ rows, side, wide, shrunk, shrunkWide, kernel: size }) {
      const [from, out] = [now(), other()];
      for (let c = 0; c < rows; c++)
        for (let y = 0; y < shrunk; y++)
          for (let x = 0; x < shrunk; x++) {
            let largest = -Infinity;
            for (let u = 0; u < size; u++)
              for (let v = 0; v < size; v++) largest = Math.max(largest, floats[from + c * wide + (y * size + u) * side + x * size + v]);
            floats[out + c * shrunkWide + y * shrunk + x] = largest;
          }
      current = 1 - current;
    },
    // D's last layer: its own share, the label's (the projection), and their sum
    logit({ inputs, weight, bias, projection }, weights) {
      const product = (table) => {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += floats[now() + i] * floats[table + i];
        return sum;
      };
      const own = product(tensor(weight)) + floats[tensor(bias)];
      let labels = 0;
      if (projection !== null) {
        blend(weights, tensor(projection), inputs, patches);
        labels = product(patches);
      }
      floats.set([own, labels, own + labels], other());
      current = 1 - current;
    }
  };
  const restart = () => {
    current = 0;
  };
  return { does, now, restart };
}
function makeGenerator(header, floats, places, kernel) {
  const { does, now, restart } = makeSteps(floats, places, kernel);
  const { channels, height, width } = header.image;
  const run = (input, weights, seen) => {
    restart();
    floats.set(input, now());
    if (header.labelled) floats.set(weights, now() + input.length);
    for (const step of header.steps) {
      does[step.op](step, header.classes.length ? weights : [1]);
      seen?.(step);
    }
  };
  return {
    header,
    /**
     * A tensor of the network, by its number.
     * @param {number} index
     */
    tensor: (index) => floats.subarray(places.tensors[index], places.tensors[index] + header.sizes[index]),
    /**
     * What every step puts out: maps as C rows of `wide` numbers.
     * @param {ArrayLike<number>} input z, or a picture as rows
     * @param {ArrayLike<number>} [weights] of the classes
     * @returns {Float32Array[]}
     */
    trace(input, weights = []) {
      const outputs = [];
      run(input, weights, (step) => outputs.push(floats.slice(now(), now() + lengthOf(step))));
      return outputs;
    },
    /**
     * The picture of z (latentDim) and class weights (classes): Uint8ClampedArray (height * width * 4), RGBA as a canvas wants it; an unconditional one asks for no weights.
     * @param {ArrayLike<number>} z
     * @param {ArrayLike<number>} [weights]
     */
    draw(z, weights = []) {
      run(z, weights);
      const pixels = new Uint8ClampedArray(height * width * 4).fill(255);
      for (let c = 0; c < 3; c++) {
        const plane = now() + (channels === 3 ? c : 0) * header.wide;
        for (let i = 0; i < height * width; i++) pixels[4 * i + c] = (Math.tanh(floats[plane + i]) + 1) * 127.5;
      }
      return pixels;
    }
  };
}
function cut({ inputs, side, wide, shrunk, shrunkWide, kernel: size, stride, padding }, floats, from, out) {
  for (let c = 0; c < inputs; c++)
    for (let u = 0; u < size; u++)
      for (let v = 0; v < size; v++, out += shrunkWide) {
        floats.fill(0, out, out + shrunkWide);
        for (let y = 0; y < shrunk; y++) {
          const row = y * stride - padding + u;
          if (row < 0 || row >= side) continue;
          for (let x = 0; x < shrunk; x++) {
            const column = x * stride - padding + v;
            if (column >= 0 && column < side) floats[out + y * shrunk + x] = floats[from + c * wide + row * side + column];
          }
        }
      }
}
function lengthOf(step) {
  switch (step.op) {
    case "linear":
      return step.outputs;
    case "up":
      return step.outputs * step.grownWide;
    case "down":
      return step.outputs * step.shrunkWide;
    case "pool":
      return step.rows * step.shrunkWide;
    case "affine":
      return step.rows * step.wide;
    case "append":
      return step.at + step.wide;
    case "logit":
      return 3;
    default:
      return step.size;
  }
}

// gan_core/browser/demo.mjs
var RADIANS_A_SECOND = 0.8;
var CALM_RADIANS_A_SECOND = 0.1;
var bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
function startLanguage() {
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language.split("-")[0];
  return asked === "vi" ? "vi" : "en";
}
async function makeDemo(content) {
  const generator = await loadGenerator(bytesOf(content.network), bytesOf(content.kernel));
  const { header } = generator;
  const [samples, directions] = [content.samples, content.directions].map((base64) => new Float32Array(bytesOf(base64)));
  const space = { samples, directions, latentDim: header.latentDim };
  const count = samples.length / header.latentDim;
  const state = {
    language: startLanguage(),
    label: 0,
    sample: 0,
    offsets: content.shares.map(() => 0),
    truncation: 1,
    plane: null,
    playing: false
  };
  let asked = 0;
  let draw = () => {
  };
  const change = (changes) => {
    Object.assign(state, changes);
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      draw();
    });
  };
  const demo2 = {
    content,
    generator,
    header,
    state,
    count,
    change,
    /** @type {(key: string, fields?: Record<string, unknown>) => string} */
    text: (key, fields = {}) => content.texts[key][state.language].replace(/\{(\w+)\}/g, (_, name) => String(fields[name])),
    /** @type {(label: number) => string} */
    className: (label) => content.classNames[label]?.[state.language] ?? "",
    /** @type {(value: number, digits: number) => string} */
    number: (value, digits) => value.toLocaleString(state.language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    otherLanguage: () => state.language === "vi" ? "en" : "vi",
    /** The point on the screen, or at another place in the plane. */
    latent: (plane = state.plane) => latentOf({ ...state, plane }, space),
    another: () => change({ sample: (state.sample + 1) % count, plane: null }),
    speak(language) {
      change({ language });
      draw = makeView(demo2);
    },
    toggle() {
      change({ playing: !state.playing });
      if (state.playing) play(demo2);
    }
  };
  demo2.speak(state.language);
  return demo2;
}
function play({ state, change }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let last = performance.now();
  let angle = Math.PI * 1.25;
  const step = (now) => {
    if (!state.playing) return;
    angle += (now - last) / 1e3 * (calm ? CALM_RADIANS_A_SECOND : RADIANS_A_SECOND);
    last = now;
    change({ plane: onLoop(angle) });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
function makeView(demo2) {
  const { state, text } = (
    /** @type {Demo} */
    demo2
  );
  document.documentElement.lang = state.language;
  document.title = text("title");
  const parts = makeParts(demo2);
  document.querySelector("main")?.replaceChildren(...parts.elements);
  const drawPlane = makePlaneDrawer(demo2, parts.plane.tiles);
  return () => {
    render(demo2, parts);
    drawPlane();
  };
}
function pictureOf({ generator, header }, z, label) {
  const pixels = generator.draw(z, header.classes.map((_, index) => Number(index === label)));
  return new ImageData(pixels, header.image.width, header.image.height);
}
var paint = (canvas, picture, x = 0, y = 0) => canvas.getContext("2d")?.putImageData(picture, x, y);
function render(demo2, { picture, facts, plane, sliders, classes, every, play: button2 }) {
  const { state, text, className, count, number } = demo2;
  const { label, sample, playing } = state;
  const z = demo2.latent();
  const began = performance.now();
  paint(picture, pictureOf(demo2, z, label));
  const spent = performance.now() - began;
  picture.setAttribute("aria-label", text("picture", { class: className(label), number: sample + 1 }));
  facts.textContent = text("facts", { number: sample + 1, count, milliseconds: number(spent, 1) });
  facts.dataset.milliseconds = String(spent);
  for (const slider of sliders) slider.render();
  classes.forEach((one, index) => {
    one.setAttribute("aria-pressed", String(index === label));
  });
  every.forEach(({ canvas }, index) => {
    paint(canvas, pictureOf(demo2, z, index));
  });
  plane.render();
  button2.textContent = text(playing ? "pause" : "play");
  button2.setAttribute("aria-pressed", String(playing));
}
function makePlaneDrawer(demo2, tiles) {
  const { state } = demo2;
  const { width, height } = demo2.header.image;
  let drawn = "";
  return () => {
    const now = JSON.stringify([state.label, state.sample, state.offsets, state.truncation]);
    if (drawn === now) return;
    drawn = now;
    const row = (y) => {
      if (drawn !== now || y === TILES) return;
      for (let x = 0; x < TILES; x++) {
        const z = demo2.latent({ x: x / (TILES - 1), y: y / (TILES - 1) });
        paint(tiles, pictureOf(demo2, z, state.label), x * width, y * height);
      }
      requestAnimationFrame(() => row(y + 1));
    };
    requestAnimationFrame(() => row(0));
  };
}
var demo = await makeDemo(JSON.parse(document.getElementById("content")?.textContent ?? ""));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[0-9]$/.test(event.key) && Number(event.key) < demo.header.classes.length) demo.change({ label: Number(event.key) });
  else if (event.key === "p") demo.toggle();
  else if (event.key === "n") demo.another();
});
Object.assign(globalThis, { demo });
