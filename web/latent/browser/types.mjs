// What Python sends to the Latent page (gan_core/latent/state.py, web/latent/api.py, web/latent/stage.py), and what the stage hands to its parts.

/**
 * @typedef {object} LatentState
 * @property {string} model
 * @property {number} label
 * @property {number} seed
 * @property {number[]} picks four samples of the seed: A, B, C, D
 * @property {string} mode "sliders", "plane", "path", "classes" or "blend"
 * @property {number[]} components offsets along the principal directions
 * @property {[number, number][]} dimensions (index, offset) of raw dimensions, by index
 * @property {number} truncation
 * @property {number} x plane: 0 = left (A, C), 1 = right (B, D)
 * @property {number} y plane: 0 = top (A, B), 1 = bottom (C, D)
 * @property {boolean} keep_variance
 * @property {number} t path: 0 = A, 1 = B; blend: 0 = label, 1 = other
 * @property {string} path "line" or "slerp"
 * @property {number} other blend: the second class
 * @property {number[]} z that a search found, in place of sample A; empty where none did
 */

/** @typedef {"grid" | "plane" | "line" | "slerp" | "blend" | "classes"} SheetKind */

/**
 * @typedef {object} Card what the end point "model" answers
 * @property {LatentState} state the one that the query asks for
 * @property {LatentState} defaults
 * @property {{seed: number, offset: number, rawOffset: number, dimensions: number, truncation: number}} limits
 * @property {string} model
 * @property {Record<string, string> | null} title by language, of a run of this server
 * @property {number} epochs that the model was trained; 0 where that is not known
 * @property {string[]} classes names; empty for an unconditional model
 * @property {[number, number, number]} image shape of a picture: channels, height, width
 * @property {number} latentDim
 * @property {number[]} shares of the variance, one a principal direction
 * @property {boolean} sigmoid whether D's output is a probability
 * @property {number} boundary between real and fake, as a logit
 * @property {boolean} targets whether there are test images to look for
 * @property {boolean} neighbours whether the training pictures can be searched
 */

/**
 * @typedef {object} LatentData
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, Record<string, string>>} classNames name -> language -> word
 * @property {Record<string, string>} models locales/models.toml
 * @property {Record<string, string>} errors
 */

/** @typedef {{name: string, title: Record<string, string> | null}} ModelRow a title by language, of a run of this server */

/**
 * @typedef {{logit: number | null, norm: number, taken_for?: [name: string, sure: number] | null}} Facts D's logit where there is a D,
 *   the length of z, and what the data's classifier takes the picture for where no class was asked for
 */

/**
 * @typedef {object} Words
 * @property {(key: string, fields?: Record<string, string | number>) => string} text
 * @property {(value: number, digits: number) => string} number
 * @property {(value: number, digits: number) => string} percent
 * @property {(name: string) => string} className
 * @property {(name: string) => [string, string, string]} classNames
 * @property {string} language
 * @property {(name: string) => string} title of a model
 * @property {(name: string, epochs: number) => string} expectation what a model's pictures are like
 * @property {(answer: {code: string, fields: Record<string, string>, message: string}) => string} error
 */

/**
 * @typedef {object} StageParts
 * @property {ShadowRoot} root
 * @property {Card} card
 * @property {import("../../shared/browser/latest_request.mjs").LatestRequest} lane
 * @property {AbortSignal} signal
 * @property {Card["limits"]} limits
 * @property {LatentState} state
 * @property {number} lastComponent the direction that play swings
 * @property {ReturnType<typeof import("./painter.mjs").makePainter>} painter
 * @property {(which: number | string) => string} className by its place or its name
 * @property {(index: number) => [string, string, string]} classNames
 * @property {() => string} query
 * @property {(...names: (keyof LatentState)[]) => Partial<LatentState>} only the default values of some keys
 * @property {(patch: Partial<LatentState>) => void} set change the state: everything on the screen follows
 * @property {(state: LatentState) => void} follow take over a state whose picture is already on the screen
 * @property {(slot: string, state: Partial<LatentState>, extra: {kind: SheetKind, n: number}, draw: (sheet: ImageBitmap) => void) => void} sheet
 *   draw or fetch a sheet unless the one asked for last is the same
 * @property {(response: Response) => Promise<boolean>} accepted whether the server agreed; if not, its reason is shown
 */
/** @typedef {Omit<Words, "className" | "classNames"> & StageParts} Stage */

export {};
