// The chart of the classes' shares. It stands among the others and moves with them; what it draws is asked for only while it is seen.

import { h, svg, write } from "../../shared/browser/dom.mjs";
import { saveSheet } from "../../shared/browser/sheet.mjs";
import { bandsOf, mostDrawn } from "./bands.mjs";
import { fetchShares } from "./server.mjs";

/** @import {Shares} from "./bands.mjs" */
/** @import {Stage} from "./types.mjs" */

const LETTER = 7.5; // pixels: a band carries its name where it is thick for so long
const FIRST = 3; // classes that are said beside the title
const HUE = 137.5; // degrees from one class to the next: neighbours differ

export class SharesChart {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.definition = { name: "shares", kinds: [] };
    /** @type {Shares | undefined} */
    this.measured = undefined;
    this.asked = "";
    /** @type {[number, number]} */
    this.shownRange = [0, 1];
    this.said = h("li");
    this.drawing = svg("svg", { class: "bands", role: "img" });
    this.drawing.addEventListener("click", (event) => this.scrub(/** @type {MouseEvent} */ (event)));
    this.host = h("div", { class: "plot", "data-chart": "shares" }, this.drawing);
    const save = h("button", { type: "button", class: "quiet", title: stage.text("png_help"), onclick: () => this.savePicture() }, "PNG");
    this.buttons = h("span", { class: "tools" }, save);
    const caption = h("figcaption", {}, h("h2", {}, stage.text("chart_shares")), h("ul", { class: "legend" }, this.said), this.buttons);
    this.element = h("figure", { class: "chart shares" }, caption, this.host);
  }

  /** Ask for what was measured since. */
  async update() {
    const { stage } = this;
    const news = `${stage.name} ${stage.a.curves?.curves.get("diversity")?.steps.at(-1)}`;
    if (!stage.name || news === this.asked) return;
    this.asked = news;
    const measured = await fetchShares(stage.name, stage.signal).catch(() => undefined);
    if (news !== this.asked) return;
    this.measured = measured;
    this.render(...this.shownRange);
  }

  /**
   * @param {number} low first step
   * @param {number} high last step
   */
  render(low, high) {
    this.shownRange = [low, high];
    if (this.element.hidden) return;
    this.update();
    const { stage, drawing } = this;
    const [width, height] = this.size;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
      drawing.setAttribute(name, String(value));
    const shown = this.cropped();
    if (!shown?.steps.length) {
      drawing.replaceChildren();
      write(this.said, this.measured ? stage.text("no_shares") : "");
      return;
    }
    const moment = stage.time.isLive ? high : stage.time.step;
    const names = shown.classes.map(stage.className);
    const most = mostDrawn(shown, moment, FIRST).map(([index, share]) => `${names[index]} ${stage.percent(share)}`);
    write(this.said, stage.text("shares_at", { step: stage.whole(moment), shares: most.join(", ") }));
    drawing.setAttribute("aria-label", `${stage.text("chart_shares")}. ${this.said.textContent}`);
    const bands = bandsOf(shown, { low, high });
    const x = ((moment - low) / Math.max(high - low, 1)) * width;
    drawing.replaceChildren(
      svg("g", { transform: `scale(${width} ${height})` }, ...bands.map((band) => this.band(band.points, band.index, names[band.index]))),
      ...bands
        .filter(({ index, wide }) => wide * width > LETTER * names[index].length)
        .map((band) => this.name(names[band.index], band.middle, [width, height])),
      svg("line", { class: "moment", x1: x, x2: x, y1: 0, y2: height }),
      ...[low, high].map((step) => this.end(step, step === low ? 0 : width, height)),
    );
  }

  /** @returns {[width: number, height: number]} */
  get size() {
    const { width, height } = this.drawing.getBoundingClientRect();
    return [Math.max(120, Math.round(width)), Math.max(80, Math.round(height))];
  }

  /** What was measured up to the moment on the screen. */
  cropped() {
    const { measured, stage } = this;
    if (!measured) return undefined;
    const count = measured.steps.filter((step) => step <= stage.time.until).length;
    return { ...measured, steps: measured.steps.slice(0, count), shares: measured.shares.slice(0, count) };
  }

  /** @type {(points: string, index: number, name: string) => SVGElement} */
  band(points, index, name) {
    const title = svg("title");
    title.textContent = name;
    return svg("polygon", { points, style: `--hue: ${(index * HUE) % 360}` }, title);
  }

  /** @type {(name: string, middle: [number, number], size: [number, number]) => SVGElement} */
  name(name, [x, y], [width, height]) {
    const anchor = x < 0.2 ? "start" : x > 0.8 ? "end" : "middle";
    const label = svg("text", { x: x * width, y: y * height, "text-anchor": anchor, "dominant-baseline": "central" });
    label.textContent = name;
    return label;
  }

  /** The step at an end of the axis. @type {(step: number, x: number, height: number) => SVGElement} */
  end(step, x, height) {
    const label = svg("text", { class: "end", x, y: height, dy: "1.2em", "text-anchor": "middle" });
    label.textContent = this.stage.whole(step);
    return label;
  }

  /** @param {MouseEvent} event */
  scrub(event) {
    const { left, width } = this.drawing.getBoundingClientRect();
    const [low, high] = this.shownRange;
    this.stage.time.scrub(Math.round(low + ((event.clientX - left) / width) * (high - low)));
  }

  fit() {
    this.render(...this.shownRange);
  }

  rebuild() {
    this.render(...this.shownRange);
  }

  stop() {
    this.asked = "";
  }

  savePicture() {
    const { stage } = this;
    saveSheet(
      {
        name: `${stage.name}-shares`,
        title: `${stage.text("chart_shares")}: ${stage.name}`,
        notes: [this.said.textContent ?? ""],
        chart: this.drawing,
      },
      "png",
    );
  }
}
