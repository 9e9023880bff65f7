// What Python sends to presenter mode and to the notes (web/presenter/button.py, web/presenter/api.py, web/presenter/tours.py).

/** @typedef {Record<string, string>} Text in one language */
/** @typedef {Record<string, string>} Translations language -> words */
/** @typedef {{modules: string[], files: string[]}} Resources what a browser may fetch before a stop is opened */
/** @typedef {{page: string, query: Record<string, string>, title: Translations, note: Translations, minutes: number, ahead: Resources}} Stop */
/** @typedef {{name: string, title: Translations, stops: Stop[]}} Tour */

/**
 * @typedef {object} PresenterData
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, string>} errors
 * @property {{name: string, title: string, stops: number, minutes: number}[]} tours
 * @property {string} page the one whose script has run
 */

/** @typedef {{language: string, languages: Record<string, string>, text: Record<string, string>, errors: Record<string, string>}} NotesData */

/** @typedef {{where?: true, go?: number, here?: true, tour?: string, stop?: number, language?: string, ended?: true}} Message between windows of one browser */
/** @typedef {{token: string, code: string, address: string, picture: string}} Invitation of a phone; the picture is its address as a QR code */

export {};
