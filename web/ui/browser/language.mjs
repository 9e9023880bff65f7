// The language switch. The choice is kept in the address.

import { keep } from "./address.mjs";

export default function mount({ data, parentElement, setTriggerValue }) {
  document.documentElement.lang = data.language;
  keep("lang", data.language);
  const group = parentElement.querySelector(".switch");
  group.setAttribute("aria-label", data.label);
  const choices = Object.entries(data.languages).map(([code, name]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", lang: code, textContent: name });
    button.setAttribute("aria-pressed", code === data.language);
    button.onclick = () => code !== data.language && setTriggerValue("language", code);
    return button;
  });
  group.replaceChildren(...choices);
}
