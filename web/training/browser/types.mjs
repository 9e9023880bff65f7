// What Python sends to the live view (web/training/stage.py, web/training/status.py), and what the stage hands to its parts.

/** @import {Curves} from "../../runs/browser/curves.mjs" */
/** @import {Problem} from "../../shared/browser/problem.mjs" */

/** @typedef {"queued" | "running" | "paused" | "stopped" | "finished" | "failed" | "interrupted" | "unreadable"} State */
/** @typedef {Record<string, unknown>} Settings name -> value */

/**
 * @typedef {object} TrainingData
 * @property {string} run the one that Python wants to be opened
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, string>} settings name, or NAME_OPTION -> word
 * @property {Record<string, string>} doctor
 * @property {Record<string, Record<string, string>>} classNames name -> language -> word
 * @property {Record<string, string>} models locales/models.toml
 * @property {Record<string, string>} errors
 * @property {Record<string, string>} roles role -> colour
 * @property {State[]} over states in which nothing can change by itself
 * @property {number} classRows classes on a sheet of samples, at most
 * @property {Record<string, string[]>} ofLoss loss -> the settings that some losses do not have
 * @property {string[]} whole settings that are whole numbers
 * @property {import("./local/run.mjs").Facts} facts what runs of this browser are told of the library
 */

/**
 * @typedef {object} Row a run in the list
 * @property {string} name
 * @property {Record<string, string>} title by language
 * @property {boolean} private whether its owner alone sees it
 * @property {"own" | "shipped"} kind
 * @property {boolean} failure recorded as a warning
 * @property {boolean} mine
 * @property {State} state
 * @property {number} step
 * @property {number | null} position in the queue
 * @property {string} [dataset] absent, as the next three, where the run cannot be read
 * @property {string} [model]
 * @property {string} [conditioning]
 * @property {string} [loss]
 */

/**
 * @typedef {object} KnownConfig
 * @property {string} loss
 * @property {string} conditioning
 * @property {string[]} class_names
 * @property {number} real_target
 * @property {number} epochs
 * @property {number} max_steps
 * @property {number[]} [sample_epochs] after which pictures are drawn; not in old config.json files
 */
/** @typedef {KnownConfig & Settings} Config */

/** @typedef {{step: number, event: string, settings?: Settings, player?: string, source?: string, notes?: unknown}} RunEvent */

/**
 * @typedef {object} Finding what the doctor says
 * @property {string} name
 * @property {number} step
 * @property {[string, number][]} evidence
 * @property {Settings[]} remedies
 * @property {string[]} advice
 */

/** @typedef {{code: string, fields: Record<string, string | number>, reason: string}} Reason why a run ended; no code in old status.json files */

/**
 * @typedef {object} KnownStatus
 * @property {string} name
 * @property {Record<string, string>} title by language
 * @property {boolean} private whether its owner alone sees it
 * @property {boolean} owner whether this visitor started it
 * @property {string} source what it was forked from; empty where it was not, or that cannot be seen
 * @property {number} waiting trainings that cannot begin while this one is paused
 * @property {"own" | "shipped"} kind
 * @property {boolean} mine
 * @property {boolean} takeover whether the presenter's PIN opens its controls
 * @property {State} state
 * @property {number} step
 * @property {number} last_step 0 while unknown
 * @property {number} epoch
 * @property {number} seconds
 * @property {number | null} seconds_left
 * @property {number | null} speed images a second
 * @property {number | null} position in the queue
 * @property {Config} config
 * @property {Record<string, (string | number)[]>} changeable setting -> its options, or its range
 * @property {RunEvent[]} events
 * @property {Finding} finding
 * @property {number[]} sample_steps
 * @property {number[]} raw_sample_steps drawn by G itself, where the others are by its average
 * @property {number[]} sample_epochs gone through by each of those
 * @property {number[]} checkpoint_steps with weights of G
 * @property {number[]} fork_steps those from which a training can go on
 * @property {Record<string, number>} lines number -> its value in equilibrium
 */
/** @typedef {KnownStatus & Reason} Status */

/** @typedef {{status?: Status, curves?: {step: number, curves: Curves}}} Slot a run on the screen; empty before its first answer */
/** @typedef {"a" | "b"} SlotName */

/** @typedef {ReturnType<typeof import("./words.mjs").makeWords>} Words */

/**
 * @typedef {object} StageParts
 * @property {HTMLElement} host
 * @property {AbortSignal} signal
 * @property {Problem} problem
 * @property {Record<string, string>} roles role -> colour
 * @property {number} classRows
 * @property {(setting: string) => boolean} isWhole whether it is a whole number
 * @property {(setting: string, loss: unknown) => boolean} fits whether it has a meaning for the loss
 * @property {Row[]} runs
 * @property {string} name of the run on the screen
 * @property {string} other name of the one it is compared with
 * @property {Slot} a
 * @property {Slot} b
 * @property {string} pin of the presenter
 * @property {[number, number] | null} zoom first and last step; null for all
 * @property {number} smoothing weight of the past, in [0, 1)
 * @property {"average" | "raw"} weights of G that samples are shown of, where both were drawn
 * @property {boolean} mine whether this visitor may use the controls
 * @property {import("./time.mjs").Time} time
 * @property {ReturnType<typeof import("./drawers.mjs").makeDrawers>} drawers
 * @property {(state: State) => boolean} isOver
 * @property {(name: string, options?: {compare?: string, at?: number | null}) => void} open
 * @property {(name: string) => void} compare
 * @property {(range: [number, number] | null) => void} setZoom
 * @property {(weight: number) => void} setSmoothing
 * @property {(weights: "average" | "raw") => void} setWeights
 * @property {(action: string, body?: unknown, say?: (sentence: string) => void) => Promise<{name: string} | undefined>} act
 *   asks the server for an action on the run; undefined, and a sentence said, where it refuses
 * @property {(pin: string) => void} usePin
 * @property {() => void} moved what is shown has moved in time: replay, the time line
 * @property {(step: number | null) => void} hover
 */
/** @typedef {Words & StageParts} Stage */

export {};
