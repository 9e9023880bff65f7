// A canvas context that writes SVG: as much of one as view.mjs uses.

import { svg } from "../../shared/browser/dom.mjs";

const round = (/** @type {number} */ value) => Math.round(100 * value) / 100;

/** @typedef {number} Length pixels */

export class SvgContext {
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  lineCap = "butt";
  imageSmoothingEnabled = true;
  imageSmoothingQuality = "low";
  /** @type {number[]} */
  dash = [];
  /** @type {string[]} */
  path = [];

  /**
   * @param {Length} side
   * @param {Record<string, string>} attributes
   */
  constructor(side, attributes) {
    this.element = svg("svg", {
      xmlns: "http://www.w3.org/2000/svg",
      width: side,
      height: side,
      viewBox: `0 0 ${side} ${side}`,
      ...attributes,
    });
  }

  save() {}
  restore() {}
  rect() {}
  clip() {
    this.path = [];
  }
  beginPath() {
    this.path = [];
  }
  /** @type {(x: Length, y: Length) => void} */
  moveTo(x, y) {
    this.path.push(`M${round(x)} ${round(y)}`);
  }
  /** @type {(x: Length, y: Length) => void} */
  lineTo(x, y) {
    this.path.push(`L${round(x)} ${round(y)}`);
  }
  closePath() {
    this.path.push("Z");
  }
  /** @type {(dash: number[]) => void} */
  setLineDash(dash) {
    this.dash = dash;
  }

  /**
   * Whole circles only.
   * @type {(x: Length, y: Length, radius: Length) => void}
   */
  arc(x, y, radius) {
    const [left, right, r] = [x - radius, x + radius, radius].map(round);
    this.path.push(`M${left} ${round(y)}A${r} ${r} 0 1 0 ${right} ${round(y)}A${r} ${r} 0 1 0 ${left} ${round(y)}`);
  }

  /** @type {(x: Length, y: Length, width: Length, height: Length) => void} */
  fillRect(x, y, width, height) {
    this.add("rect", { x, y, width, height, fill: this.fillStyle });
  }

  /** @type {(canvas: HTMLCanvasElement, x: Length, y: Length, width: Length, height: Length) => void} */
  drawImage(canvas, x, y, width, height) {
    this.add("image", { x, y, width, height, href: canvas.toDataURL(), preserveAspectRatio: "none" });
  }

  fill() {
    this.add("path", { d: this.path.join(""), fill: this.fillStyle, opacity: this.alpha });
  }

  stroke() {
    this.add("path", {
      d: this.path.join(""),
      fill: "none",
      stroke: this.strokeStyle,
      "stroke-width": this.lineWidth,
      "stroke-linecap": this.lineCap,
      "stroke-dasharray": this.dash.length ? this.dash.join(" ") : undefined,
      opacity: this.alpha,
    });
  }

  get alpha() {
    return this.globalAlpha < 1 ? round(this.globalAlpha) : undefined;
  }

  /** @type {(tag: "rect" | "image" | "path", attributes: Record<string, unknown>) => void} */
  add(tag, attributes) {
    this.element.append(svg(tag, attributes));
  }
}
