// The language switch. The choice is kept in the address.

import { keep } from "./address.mjs";
import { closeMenuOnPhones } from "./phone_menu.mjs";

/**
 * @typedef {object} LanguageData
 * @property {string} label
 * @property {string} language
 * @property {Record<string, string>} languages code -> name
 */

closeMenuOnPhones();

/**
 * Called by Streamlit at every script run.
 * @param {{data: LanguageData, parentElement: ShadowRoot, setTriggerValue: (name: string, value: string) => void}} component
 */
export default function mount({ data, parentElement, setTriggerValue }) {
  document.documentElement.lang = data.language;
  keep("lang", data.language);
  const group = /** @type {HTMLElement} */ (parentElement.querySelector(".language"));
  group.role = "group";
  group.setAttribute("aria-label", data.label);
  const choices = Object.entries(data.languages).map(([code, name]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", lang: code, textContent: name });
    button.setAttribute("aria-pressed", String(code === data.language));
    button.onclick = () => {
      if (code !== data.language) setTriggerValue("language", code);
    };
    return button;
  });
  group.replaceChildren(...choices);
}
