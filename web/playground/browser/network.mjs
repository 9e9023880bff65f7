// The diagram z -> G -> D beside the plane: it follows the training while its tab is open, and what flows in slow motion.

import { context2d, h, write } from "../../shared/browser/dom.mjs";
import { drawNetworks, FLOWS, layout } from "./network_picture.mjs";

/** @import {Iteration, Player, Stage, Units} from "./types.mjs" */

const SHARE = 0.42; // of the window's height

/** @param {Stage} stage */
export function makeNetwork(stage) {
  const { text } = stage;
  const diagrams = [0, 1].map((index) => makeDiagram(stage, index));
  const sign = (/** @type {string} */ kind) => h("i", { class: `line ${kind}`, "aria-hidden": "true" });
  const legend = h(
    "p",
    { class: "hint network-legend" },
    h("span", {}, sign("positive"), text("network_positive")),
    h("span", {}, sign("negative"), text("network_negative")),
    h("span", {}, text("network_idea")),
  );
  const element = h("div", { class: "network" }, diagrams.map((diagram) => diagram.element), legend); // biome-ignore format: one line
  const network = {
    element,
    /** Whether frames are to bring the units. */
    open: false,
    /** @param {boolean} yes */
    setOpen(yes) {
      if (network.open === yes) return;
      network.open = yes;
      for (const player of stage.players) player.mapUnits(yes);
    },
    render() {
      for (const [index, diagram] of diagrams.entries()) diagram.element.hidden = index >= stage.players.length;
    },
    /** @type {(player: Player, index: number) => void} */
    show(player, index) {
      if (network.open && player.units) diagrams[index].show(player.units);
    },
    /** A stage of slow motion, `share` of its time. @type {(seen: Iteration, share: number) => void} */
    flow(seen, share) {
      if (network.open && seen.units) diagrams[0].show(seen.units, { flow: FLOWS[seen.name] ?? {}, share });
    },
  };
  return network;
}

/**
 * @param {Stage} stage
 * @param {number} index of the player
 */
function makeDiagram(stage, index) {
  const { text, theme } = stage;
  const canvas = h("canvas", { role: "img", "data-testid": `network-${"ab"[index]}` });
  const title = h("figcaption", {}, "");
  const element = h("figure", {}, title, canvas);
  /** @type {{units: Units, flow?: import("./network_picture.mjs").Flow, share?: number} | undefined} */
  let picture;
  let asked = 0;
  const draw = () => {
    asked = 0;
    const width = element.clientWidth;
    if (!picture || !width) return;
    const { generator, discriminator } = picture.units;
    const placed = layout(
      { generator: generator.widths, discriminator: discriminator.widths },
      { width, height: SHARE * window.innerHeight, rem: theme.now.rem },
    );
    const ratio = window.devicePixelRatio || 1;
    const size = [width, placed.height].map((pixels) => Math.round(pixels * ratio));
    if (canvas.width !== size[0] || canvas.height !== size[1]) {
      [canvas.width, canvas.height] = size;
      canvas.style.height = `${placed.height}px`;
    }
    const context = context2d(canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, placed.height);
    const words = { real: text("curve_real"), fake: text("curve_fake") };
    drawNetworks(context, { layout: placed, heat: stage.players[index]?.film.last?.heat, theme, words, ...picture });
  };
  const redraw = () => {
    if (!asked) asked = requestAnimationFrame(draw);
  };
  const observer = new ResizeObserver(redraw);
  observer.observe(element);
  stage.signal.addEventListener("abort", () => observer.disconnect());
  return {
    element,
    /** @type {(units: Units, more?: {flow: import("./network_picture.mjs").Flow, share: number}) => void} */
    show(units, more) {
      picture = { units, ...more };
      canvas.dataset.step = String(units.step);
      const [hidden, judged] = [units.generator.widths, units.discriminator.widths].map((widths) => widths.slice(1, -1).join(" · "));
      write(title, stage.b ? "AB"[index] : "");
      canvas.setAttribute(
        "aria-label",
        text("network_label", { step: stage.whole(units.step), dim: units.generator.widths[0], generator: hidden, discriminator: judged }),
      );
      redraw();
    },
  };
}
