// What makes a phone the same member when its page is loaded again: random, kept by its browser, known to no account.

const KEY = "gan-classroom-phone";
let inMemory = "";

/** 32 hexadecimal digits; where the browser keeps nothing, new ones for every page. */
export function ownSecret() {
  const found = kept();
  if (/^[0-9a-f]{32}$/.test(found)) return found;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  inMemory = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    localStorage.setItem(KEY, inMemory);
  } catch {
    // a private window
  }
  return inMemory;
}

function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return inMemory;
  }
}
