// Observable Plot, as far as it is used: marks and axes take data and options, `plot` gives the figure.
type Mark = (...given: unknown[]) => object;
export const areaY: Mark, arrow: Mark, axisX: Mark, axisY: Mark, barX: Mark, dot: Mark, gridX: Mark, gridY: Mark, line: Mark;
export const raster: Mark, rect: Mark, ruleX: Mark, ruleY: Mark, text: Mark;
/** A figure, whose `scale` gives the scales that it drew with. */
// biome-ignore lint/suspicious/noExplicitAny: Plot's own types are its package's, which is not at hand at run time
export function plot(options: object): any;
export function ticks(start: number, stop: number, count: number): number[];
