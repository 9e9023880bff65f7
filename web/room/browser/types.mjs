// What rooms' end points answer (web/room/rooms.py, web/room/ballot.py).

/** @typedef {Record<string, string>} Said language: words */
/** @typedef {{options: Said[], text: Said | null, picture: string}} Shown a question, without its answer */
/** @typedef {"ready" | "open" | "closed" | "revealed"} Phase */

/**
 * A ballot as one phone sees it. `question` counts from 0; `whole`: the answers come together at the end.
 * @typedef {{view: "ballot", phase: Phase, question: number, questions: number, whole: boolean, seconds: number, vote: number | null,
 *   shown?: Shown, left?: number, answer?: number | null, voted?: number, right?: number}} PhoneBallot
 */

/**
 * Another activity on phones: `module` is an ES module with `export default makeView` (see `View`), by its address below the app.
 * @typedef {{view: string, module: string, [field: string]: unknown}} PhoneOther
 */

/** @typedef {{version: number, number: number, activity: PhoneBallot | PhoneOther | null}} PhoneRoom */

/**
 * What draws an activity on a phone.
 * @typedef {{element: HTMLElement, render: (activity: any) => void}} View
 */

/**
 * What a view is given: the page's words, its language, and how to send a message (web/room/activity.py, `receive`).
 * @typedef {{say: (key: string, fields?: Record<string, unknown>) => string, language: string, send: (message: unknown) => Promise<void>}} Phone
 */

/**
 * A ballot as its host sees it; a capability's own adds to `result`.
 * @typedef {{phase: Phase, question: number, questions: number, whole: boolean, seconds: number, answered: number[], actions: string[],
 *   shown?: Shown, left?: number, counts?: number[], answer?: number | null, result?: any, [field: string]: any}} HostBallot
 */

/**
 * `present`: numbers of the phones that are there; `records`: results of what is over.
 * @typedef {{version: number, code: string, members: number, present: number[], activity: any, records: any[]}} HostRoom
 */

/** @typedef {{token: string, code: string, address: string, picture: string}} Invitation `picture` is the address as a QR code */

export {};
