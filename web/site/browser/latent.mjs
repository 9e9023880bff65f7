// Of the Latent page's end points those that only compute, in place of the server.

import { computed } from "../../latent/browser/computed.mjs";

const { site } = /** @type {any} */ (globalThis); // of layer.mjs

for (const [name, answer] of Object.entries(computed((url) => fetch(url)))) site.local[`latent/${name}`] = answer;
