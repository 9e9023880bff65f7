// What Python sends to the networks page (web/architecture/state.py, api.py, stage.py), and what the stage hands to its parts.

/** @import {Step} from "../../../gan_core/browser/generator.mjs" */
/** @typedef {[channels: number, height: number, width: number]} Shape */

/**
 * @typedef {object} NetworksState
 * @property {string} network
 * @property {"trained" | "fresh"} weights
 * @property {number} kernel of fresh weights
 * @property {string} activation of G, of fresh weights
 * @property {number} label
 * @property {number} seed
 * @property {number[]} components offsets along the principal directions
 * @property {boolean} looks whether the picture shows where D looks
 * @property {string} block that is open: "G2", "D1"; empty where none is
 * @property {number} part of the open block, counted from 1; 0 is the last
 * @property {number} channel
 * @property {number} cell
 */

/** @typedef {{kind: string, shape: number[], parameters: number, field: number | null, follows: string}} Row of the table of layers */

/**
 * @typedef {object} Card what the end point "card" answers
 * @property {NetworksState} state
 * @property {NetworksState} defaults
 * @property {{seed: number, offset: number, components: number}} limits
 * @property {string[]} shipped names of the trained networks
 * @property {string[]} recipes
 * @property {boolean} trained whether G has trained weights
 * @property {number} step of G's weights
 * @property {number} judgeStep of D's weights; 0 where they are not trained
 * @property {{G: Row[], D: Row[]}} table
 * @property {string[]} classes
 * @property {Shape} image
 * @property {number} latentDim
 * @property {number[]} shares
 * @property {number} boundary
 * @property {boolean} sigmoid
 */

/** @typedef {Awaited<ReturnType<typeof import("../../../gan_core/browser/generator.mjs").loadGenerator>>} Network */
/** @typedef {{op: string, place: number, shape: Shape}} Part what one step of a block puts out; `place`: of its values in the trace */
/** @typedef {{name: string, head: Step, parts: Part[], shape: Shape}} Block a layer with weights, and what follows it up to the next */

/**
 * @typedef {object} Frame everything that one z makes
 * @property {Float32Array} z behind it the weights of the classes, where G is given them there
 * @property {number[]} weights of the classes
 * @property {Record<string, Float32Array[]>} values G and D: what every step put out, and last (of G) the picture as rows
 * @property {Float32Array} [looks] the gradient of the logit with respect to the picture, as rows
 */

/**
 * @typedef {object} Data
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, Record<string, string>>} classNames name -> language -> word
 * @property {Record<string, string>} models locales/models.toml
 * @property {Record<string, string>} errors
 */

/**
 * @typedef {object} Words
 * @property {(key: string, fields?: Record<string, string | number>) => string} text
 * @property {(value: number, digits: number) => string} number
 * @property {(value: number, digits: number) => string} percent
 * @property {(name: string) => string} className
 * @property {(name: string) => string} title of a model
 * @property {(answer: import("../../shared/browser/words.mjs").ErrorAnswer) => string} error
 */

/**
 * @typedef {object} StageParts
 * @property {ShadowRoot} root
 * @property {AbortSignal} signal
 * @property {Card} card
 * @property {NetworksState} state
 * @property {Record<string, Network>} networks G and D
 * @property {Record<string, Block[]>} blocks G's and D's
 * @property {(patch: Partial<NetworksState>) => void} set change the state: everything on the screen follows
 * @property {(field: string, received: string, expected: string) => void} refuse say what is wrong with a number
 */
/** @typedef {Words & StageParts} Stage */

export {};
