// The language switch. It writes the language into the address itself: what other parts of a page keep there stays.

let keep = () => {};
globalThis.navigation?.addEventListener("currententrychange", () => keep()); // Streamlit writes a new address for each page

export default function ({ data, parentElement, setTriggerValue }) {
  document.documentElement.lang = data.language;
  keep = () => {
    const address = new URL(location.href);
    if (address.searchParams.get("lang") === data.language) return;
    const others = address.search.slice(1).split("&").filter((pair) => pair && pair.split("=")[0] !== "lang");
    address.search = [...others, `lang=${data.language}`].join("&"); // not re-encoded: the others stay as they are
    history.replaceState(history.state, "", address);
  };
  keep();

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
