// A canvas context that writes SVG: as much of one as view.mjs uses.

import { svg } from "../../shared/browser/dom.mjs";

const round = (value) => Math.round(100 * value) / 100;

export class SvgContext {
  constructor(side, attributes) {
    this.element = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: side, height: side, viewBox: `0 0 ${side} ${side}`, ...attributes });
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, lineCap: "butt", dash: [], path: [] });
  }

  save() {}
  restore() {}
  clip() { this.path = []; }
  beginPath() { this.path = []; }
  moveTo(x, y) { this.path.push(`M${round(x)} ${round(y)}`); }
  lineTo(x, y) { this.path.push(`L${round(x)} ${round(y)}`); }
  closePath() { this.path.push("Z"); }
  rect() {}
  setLineDash(dash) { this.dash = dash; }

  /** Whole circles only. */
  arc(x, y, radius) {
    const [left, right, r] = [x - radius, x + radius, radius].map(round);
    this.path.push(`M${left} ${round(y)}A${r} ${r} 0 1 0 ${right} ${round(y)}A${r} ${r} 0 1 0 ${left} ${round(y)}`);
  }

  fillRect(x, y, width, height) { this.add("rect", { x, y, width, height, fill: this.fillStyle }); }

  drawImage(canvas, x, y, width, height) {
    this.add("image", { x, y, width, height, href: canvas.toDataURL(), preserveAspectRatio: "none" });
  }

  fill() { this.add("path", { d: this.path.join(""), fill: this.fillStyle, opacity: this.alpha }); }

  stroke() {
    this.add("path", { d: this.path.join(""), fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linecap": this.lineCap, "stroke-dasharray": this.dash.length ? this.dash.join(" ") : undefined, opacity: this.alpha });
  }

  get alpha() { return this.globalAlpha < 1 ? round(this.globalAlpha) : undefined; }

  add(tag, attributes) { this.element.append(svg(tag, attributes)); }
}
