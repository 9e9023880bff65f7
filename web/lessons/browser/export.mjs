// A lesson's figure as a file.

import { saveSheet } from "../../shared/browser/sheet.mjs";
import { namesOf, swatch } from "./styles.mjs";

/** @import {HeatScale, Line, Mark} from "./types.mjs" */

/**
 * @param {{name: string, title: string, chart: SVGElement, marks: Mark[], lines: Line[], scale?: HeatScale, words: (key: string) => string}} figure
 * @param {"svg" | "png"} kind
 */
export function saveFigure({ name, title, chart, marks, lines, scale, words }, kind) {
  const legend = namesOf(marks).map((key) => ({
    label: words(key),
    sign: swatch(
      marks.filter((mark) => mark.name === key),
      lines,
      scale,
    ),
  }));
  saveSheet({ name, title, chart, legend }, kind);
}
