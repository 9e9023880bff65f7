// What Python sends to the playground's stage (web/playground/stage.py, web/playground/catalogue.py), what a frame is, and what the stage hands to its parts.

/** @typedef {number[][]} Points drawn by the visitor or traced: [x, y] */
/** @typedef {number | string | number[] | Points} Setting */
/** @typedef {Record<string, Setting>} Config settings of a game (gan_core.playground.PlaygroundConfig) */
/** @typedef {[kind: "step" | "discriminator" | "generator", count: number] | [kind: "change", settings: Config]} Move of a game so far */

/** @typedef {{successes: number, seeds: number}} Count of measured outcomes */
/** @typedef {{name: string, changes: Config, steps: number, anew: boolean}} Remedy */
/**
 * @typedef {object} Preset
 * @property {string} name
 * @property {Config} config
 * @property {number} steps to its goal
 * @property {Record<string, [number, number]>} goal number -> its range
 * @property {boolean} failure whether it shows one
 * @property {Remedy[]} remedies
 * @property {(Count & {median: Record<string, number>, remedies?: Record<string, Count>}) | null} outcome measured
 */
/** @typedef {Preset & {family: string}} FamilyPreset one of four games on the same points */

/**
 * @typedef {object} About data sets, presets and what settings accept
 * @property {Config} default
 * @property {Record<string, string[]>} choices of a setting
 * @property {Record<string, [number, number]>} ranges of a setting
 * @property {string[]} changeable settings, while a game goes on
 * @property {string[]} whole settings that are whole numbers
 * @property {Record<string, number>} limits
 * @property {Preset[]} presets
 * @property {FamilyPreset[]} families data by data, each family in its place
 */

/**
 * @typedef {object} PlaygroundData
 * @property {string} language
 * @property {About} about
 * @property {Record<string, string>} text
 * @property {Record<string, string>} doctor finding -> its name
 * @property {Record<string, string>} errors
 * @property {Record<string, string>} roles role -> colour
 */

/** @typedef {{values: Uint8Array | Float32Array, shape: number[]}} Table */
/**
 * @typedef {object} Measures counts of a frame
 * @property {number | null} modes found
 * @property {number[] | null} shares of the samples, one a mode
 * @property {number} near share of the samples
 * @property {number | null} high_quality
 * @property {number} covered share of the data
 * @property {number} [js]
 * @property {number} [kl]
 * @property {number} [w1]
 */
/** @typedef {{trained: number, drawn: number}} Cost milliseconds: of all steps so far, and of 1,000 samples */
/** @typedef {{name: string, evidence: [string, number][], remedies: Config[], advice: string[]}} Finding of the doctor */
/**
 * @typedef {object} Frame one moment of a game
 * @property {number} step
 * @property {boolean} finite
 * @property {boolean} sigmoid whether D's output is a probability
 * @property {number} middle D's value between real and fake
 * @property {number} reach from there to the ends of the map's colours
 * @property {Record<string, number>} numbers losses, accuracies, gradients
 * @property {Measures | null} [measures]
 * @property {Finding | null} [finding]
 * @property {Cost} [cost]
 * @property {Table} [heat]
 * @property {Table} fake
 * @property {Table} grid
 * @property {Table} [arrows]
 */
/**
 * @typedef {object} Still what stays from frame to frame
 * @property {number} box half width of the view
 * @property {number} near distance within which a sample counts
 * @property {number} latent_dim
 * @property {number[][] | null} modes
 * @property {Table} real
 * @property {Table} grid_z
 * @property {Table} fake_z
 */
/**
 * @typedef {object} Iteration a stage of one iteration in slow motion
 * @property {string} name
 * @property {Record<string, number>} numbers
 * @property {number} middle
 * @property {number} reach
 * @property {number} box half width of the view
 * @property {Table} [heat]
 * @property {Table} [z]
 * @property {Table} [real]
 * @property {Table} [fake]
 * @property {Table} [before]
 * @property {Table} [arrows]
 * @property {Table} [arrow_points]
 * @property {Table} [real_scores]
 * @property {Table} [fake_scores]
 * @property {Table} [real_pull]
 * @property {Table} [fake_pull]
 * @property {Units} [units]
 */
/** @typedef {{widths: number[], maps: Uint8Array, links: Float32Array[], slopes?: Float32Array[]}} NetworkUnits of the layers' first units: maps (units, 256) around 128; weights, and the loss's slopes, between them */
/** @typedef {{step: number, generator: NetworkUnits, discriminator: NetworkUnits}} Units */
/** @typedef {{step: number, running: boolean, ahead: number, finite: boolean, rested: boolean, refused?: ErrorAnswer | null, moves?: Move[]}} GameState */
/** @typedef {import("../../shared/browser/words.mjs").ErrorAnswer} ErrorAnswer */
/** @typedef {{step: number, numbers?: Record<string, number | null>, measures?: Measures | null}} Row of the curves */

/** @typedef {import("./player.mjs").Player} Player */
/** @typedef {import("../../shared/browser/theme.mjs").PageTheme} PageTheme */
/** @typedef {import("../../shared/browser/theme.mjs").Theme} Theme */
/** @typedef {ReturnType<typeof import("./words.mjs").makeWords>} Words */

/**
 * @typedef {object} Spec a game
 * @property {string} preset
 * @property {Config} base the preset's own
 * @property {Config} config as the game began, with what was changed since
 * @property {Move[]} moves
 * @property {Config} [versus] what differs in a second game beside it
 */

/**
 * @typedef {object} StageParts
 * @property {HTMLElement} host
 * @property {AbortSignal} signal
 * @property {About} about
 * @property {import("./machine.mjs").Machine} machine
 * @property {PageTheme} theme
 * @property {string} language
 * @property {string} group of games that are compared
 * @property {Spec} spec
 * @property {Config} first the config that the game began with
 * @property {Set<string>} layers that are drawn
 * @property {string} tab that is open beside the plane
 * @property {number} pace steps a second; 0: as fast as possible
 * @property {number} morph 1 shows G(z), 0 shows z itself
 * @property {Player[]} players one, or two that are compared
 * @property {Player} a
 * @property {Player | undefined} b
 * @property {boolean} going
 * @property {Preset} preset
 * @property {number} skip steps that "ahead" computes at one go
 * @property {<Answer>(work: () => Promise<Answer>) => Promise<Answer | undefined>} attempt do something in the worker; what it refuses is said
 * @property {(action: string, settings?: Record<string, unknown>) => Promise<void>} act for both games
 * @property {(pace: number) => void} setPace
 * @property {(name: string) => Promise<boolean>} openPreset
 * @property {(changes: Config) => Promise<unknown>} set other settings: in the running game where that is possible, else in a new one
 * @property {(changes: Config) => Promise<void>} change settings of the running games
 * @property {(options: {running: boolean, moves?: Move[]}) => Promise<boolean>} start games as `spec` has them
 * @property {() => void} arrange two planes or one
 * @property {boolean} calm whether the visitor wants no motion
 * @property {(options?: {changes?: Config, running?: boolean}) => Promise<boolean>} restart from the first step, as it is now, with changes
 * @property {(versus: Config | null) => void} compare beside the same game with one knob turned; null for alone
 * @property {() => {config: Config, moves: Move[]}} recipe
 * @property {() => string} link
 * @property {() => void} redraw
 * @property {ReturnType<typeof import("../../shared/browser/address.mjs").makeMirror>} remember
 * @property {() => void} render
 * @property {ReturnType<typeof import("./panel.mjs").makePanel>[]} panels
 * @property {ReturnType<typeof import("./time.mjs").makeTime>} time
 * @property {ReturnType<typeof import("./slow.mjs").makeSlow>} slow
 * @property {ReturnType<typeof import("./report.mjs").makeReport>[]} reports one a game
 * @property {ReturnType<typeof import("./charts.mjs").makeCharts>} charts
 * @property {ReturnType<typeof import("./surface.mjs").makeSurface>} surface
 * @property {ReturnType<typeof import("./network.mjs").makeNetwork>} network
 */
/** @typedef {Words & StageParts} Stage */
/** @typedef {Words & Pick<StageParts, "signal" | "theme" | "layers" | "morph" | "redraw" | "remember"> & {a?: Player, surface?: Pick<StageParts["surface"], "on" | "listen" | "draw">}} PanelStage as much as a plane and its legend need */
/**
 * @typedef {object} FamiliesParts
 * @property {HTMLElement} host
 * @property {AbortSignal} signal
 * @property {About} about
 * @property {import("./machine.mjs").Machine} machine
 * @property {string} data
 * @property {number} seed
 * @property {number} pace steps a second; 0: as fast as possible
 * @property {Player[]} players one a family
 * @property {FamilyPreset[]} games those on `data`
 * @property {boolean} going
 * @property {boolean} calm whether the visitor wants no motion
 * @property {(action: string, settings?: Record<string, unknown>) => Promise<void>} act for all four
 * @property {(options: {running: boolean, moves?: Move[]}) => Promise<void>} start all four anew
 */
/** @typedef {PanelStage & FamiliesParts} FamiliesStage */

export {};
