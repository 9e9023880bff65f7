// What Python sends to a lesson's stage (web/lessons/lesson.py, web/lessons/stage.py, gan_core/figures/panels.py), and what the stage hands to its parts.

/** @typedef {number | string | boolean | number[]} Value of a control */
/** @typedef {Record<string, Value>} State the values of all controls */

/**
 * @typedef {object} AnyControl
 * @property {Record<string, Value[]>} when other control -> values of it with which this one is shown
 * @property {string} group key of the heading it stands below; may be empty
 * @property {boolean} [local] moving it needs no new figures
 * @property {boolean} [tabs] a choice across the top of the stage
 * @property {string} [symbol] its letter in formulas, LaTeX
 */
/** @typedef {AnyControl & {kind: "slider", default: number, low: number, high: number, step: number, log: boolean, plays: boolean}} Slider */
/** @typedef {AnyControl & {kind: "choice", default: string, options: string[]}} Choice */
/** @typedef {AnyControl & {kind: "switch", default: boolean}} Switch */
/** @typedef {AnyControl & {kind: "numbers", default: number[], low: number, high: number, step: number, columns: number}} Numbers */
/** @typedef {Slider | Choice | Switch | Numbers} Control */
/** @typedef {Record<string, Control>} Controls */
/** @typedef {{page: string, query: Record<string, string>, when: Record<string, string>, apart: string, words: string}} Bridge a link elsewhere */
/** @typedef {{tex: string, source: string, url: string}} Formula */

/**
 * @typedef {object} LessonData
 * @property {string} name of the lesson
 * @property {string} language
 * @property {Controls} controls
 * @property {Record<string, Partial<State>>} presets name -> values that differ from the defaults
 * @property {{state: string, sentence: string}[]} story states in order: presets, or "start" for the one at first
 * @property {Bridge | null} bridge
 * @property {boolean} trains whether an answer may take a training
 * @property {Record<string, Formula>} formulas
 * @property {Record<string, string>} own words of every lesson
 * @property {Record<string, string>} text words of this lesson
 * @property {Record<string, string>} errors
 * @property {Record<string, string>} roles role -> colour
 * @property {boolean} solid whether some of its figures are surfaces in three dimensions
 */

/** @typedef {"real" | "generated" | "generator" | "discriminator" | "warning" | "other" | "first" | "second" | "third" | "note" | "heat"} Role */
/** @typedef {number | null} Coordinate null where it is not finite */

/** @typedef {{name: string, role: Role}} AnyMark */
/** @typedef {AnyMark & {x: Coordinate[], y: Coordinate[]}} Curve */
/** @typedef {Curve & {kind: "line", dash: boolean, until: string | null, closed: boolean, ghost?: boolean}} Line `ghost`: of what was pinned */
/** @typedef {Curve & {kind: "area", base: Coordinate | Coordinate[]}} Area */
/** @typedef {Curve & {kind: "dots", symbol: string, size: number, until: string | null}} Dots */
/** @typedef {AnyMark & {kind: "discs", x: number[], y: number[], r: number[]}} Discs */
/** @typedef {AnyMark & {kind: "arrows", x: number[], y: number[], dx: number[], dy: number[]}} Arrows */
/** @typedef {AnyMark & {kind: "bars", edges: number[], y: number[]}} Bars */
/** @typedef {AnyMark & {kind: "heat", values: Coordinate[], rows: number, columns: number, x: number[], y: number[], middle: number | null}} Heat */
/** @typedef {AnyMark & {kind: "rule", x: number | null, y: number | null, dash: boolean}} Rule */
/** @typedef {AnyMark & {kind: "band", x: number[]}} Band */
/** @typedef {AnyMark & {kind: "text", x: number, y: number, value: string | number | null, anchor: string}} Text */
/**
 * @typedef {AnyMark & {kind: "handle", x: number, y: number, control_x: string | null, control_y: string | null,
 *   origin_x: number, origin_y: number, factor_x: number, factor_y: number}} Handle
 */
/** @typedef {Line | Area | Dots | Discs | Arrows | Bars | Heat | Rule | Band | Text | Handle} Mark */
/** @typedef {Mark["kind"]} Kind */

/** @typedef {"x" | "y"} Side */
/** @typedef {{name: string, domain: number[] | null, scale: "linear" | "log" | "symlog", ticks: number[] | null, constant: number}} Axis */
/** @typedef {Axis & {domain: number[]}} PlacedAxis */
/**
 * @typedef {{name: string, word?: string, value: number | null, digits: number, expected: number | null, unit: string}} Readout a number, or the key of a word
 */
/** @typedef {{name: string, marks: Mark[], x: Axis, y: Axis, aspect: number | null, readouts: Readout[], span: number}} Panel */
/** @typedef {string | [string, Record<string, string | number>]} Sentence key, or [key, fields] */
/** @typedef {{panels: Panel[], headline: Readout[], code?: string, says?: Sentence[]}} Answer */

/** @typedef {{plot: object, low: number, high: number, bar: string}} HeatScale what Plot takes, its ends, a picture for the legend */
/** @typedef {{apply: (value: number) => number, invert: (pixel: number) => number}} Scale */

/**
 * @typedef {object} View a drawn panel
 * @property {SVGElement} chart
 * @property {Record<Side, PlacedAxis>} axes
 * @property {Mark[]} marks
 * @property {Line[]} lines of the panel, hidden ones too
 * @property {number} em
 * @property {HeatScale} [heat]
 * @property {(value: number) => string} write
 * @property {{left: number, top: number, width: number, height: number}} box of the drawing without its axes
 * @property {{width: number, height: number}} size of the whole
 * @property {Scale} x
 * @property {Scale} y
 */

/**
 * @typedef {object} Stage
 * @property {LessonData} data
 * @property {ShadowRoot} root
 * @property {AbortSignal} signal
 * @property {State} state
 * @property {Set<string>} hidden names of marks that the visitor put away
 * @property {import("./numbers.mjs").Writer} write
 * @property {(key: string, fields?: Record<string, string | number>) => string} text a word of the lesson
 * @property {(key: string, fields?: Record<string, string | number>) => string} own a word of all lessons
 * @property {ReturnType<typeof import("./story.mjs").makeStory>} story
 * @property {ReturnType<typeof import("./pin.mjs").makePin>} pin
 * @property {() => boolean} isDefault
 * @property {(patch: State, options?: {playing?: boolean}) => void} set change the state; what is on the screen follows
 * @property {(state: State) => void} preset the same, as a step that the browser's back button undoes
 * @property {() => void} reset
 * @property {(field: string, received: string, low: number, high: number) => void} refuse
 * @property {(name: string) => void} toggle put the marks of a name away, or back
 * @property {() => void} toFront another figure is large now
 */

export {};
