// What Python sends to the Transposed convolution page (web/convolution/stage.py, web/convolution/api.py, gan_core/conv_arithmetic.py), and what the stage
// hands to its parts.

/** @typedef {[number, number]} Cell row, column */
/** @typedef {number[][]} Matrix rows of numbers */
/** @typedef {[source: Cell, weight: Cell, target: Cell, product: number, sum: number]} Term input cell, kernel cell, output cell, their product, the sum so far */
/** @typedef {[cell: Cell, corner: Cell, terms: Term[]]} Frame the cell it is about, where the kernel lies on the canvas, what is added */

/**
 * @typedef {object} Trace
 * @property {Matrix} input
 * @property {Matrix} kernel as it is laid on the canvas
 * @property {Matrix} output
 * @property {Matrix} canvas what the kernel moves over
 * @property {number[][]} roles one of a canvas cell, an index of ROLES
 * @property {number} dilation
 * @property {[number, number, number, number]} margins top, bottom, left, right
 * @property {Frame[]} frames
 */
/** @typedef {"stamps" | "windows" | "convolution"} Definition */
/** @typedef {Partial<Record<Definition, Trace>>} Traces */

/** @typedef {{size: number, channels: number}} FeatureMap */
/** @typedef {{maps: FeatureMap[], layers: {formula: string, product: string, weights: number}[]}} Chain */
/** @typedef {{picture: string, spectrum: string, share: number, contrast: number}} Measured of one way to double a map; pictures as addresses */

/**
 * @typedef {object} Answer of the end point "trace"
 * @property {Traces} traces
 * @property {string} code
 * @property {{shape: [number, number], entries: [row: number, column: number, value: number][]}} [matrix] nonzero entries
 * @property {{values: Matrix, restored: boolean}} [back] the convolution of the output
 * @property {{counts: Matrix, inner: number[], even: boolean}} [overlap] stamps that cover each cell
 */

/** @typedef {Record<string, string>} Query complete, as the server sends it */
/**
 * @typedef {object} ConvolutionData
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, string>} errors
 * @property {string[]} tabs
 * @property {Query} defaults
 * @property {Record<Setting, [number, number]>} limits lowest and highest
 * @property {Record<string, Record<string, Query>>} presets group -> name -> query
 * @property {Record<string, Chain>} chains
 */

/** @typedef {"input" | "kernel" | NumberSetting} Setting */
/** @typedef {"stride" | "padding" | "output_padding" | "dilation"} NumberSetting */
/** @typedef {"x" | "w"} Sheet input and kernel */
/** @typedef {string[][]} Typed rows of numbers as they were typed */
/** @typedef {Record<NumberSetting, number> & Record<Sheet, Typed> & {tab: string}} State */

/** @typedef {(key: string, fields?: Record<string, string | number>) => string} Text */
/** @typedef {{width: number, height: number, screen: number}} Space of a figure: what is left of the first screen, and how high a whole one is; pixels where type is 16 high */

/**
 * @typedef {object} Stage
 * @property {ShadowRoot} root
 * @property {ConvolutionData} data
 * @property {Text} text
 * @property {AbortSignal} signal
 * @property {import("../../shared/browser/latest_request.mjs").LatestRequest} slow for answers that take torch: they must not hold up the figures
 * @property {State} state
 * @property {Answer} answer
 * @property {(value: number, digits: number) => string} number
 * @property {(value: number, digits: number) => string} percent
 * @property {(other?: Query) => string} question what the server is asked; `other` is another complete query
 * @property {(query: Query) => void} preset
 * @property {(patch: Partial<State>) => void} set change the state; the figures follow as soon as the new numbers are there
 * @property {(name: Setting, received: string, low: number, high: number) => void} refuse what was typed
 * @property {(response: Response) => Promise<boolean>} accepted whether the server agreed; if not, its reason is shown
 * @property {() => {title: string, element: SVGSVGElement}[]} figures on the screen
 */

export {};
