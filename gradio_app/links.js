// What is on the page stands in its address, and in the link to the other language. Python writes each part's query (gradio_app/links.py)
{
  let before;
  const mirror = () => {
    const parts = [...document.querySelectorAll("[data-link]")];
    const query = parts.map((part) => part.dataset.link).filter(Boolean).join("&");
    if (parts.length < 2 || query === before) return;
    const kept = [...new URLSearchParams(location.search)].filter(([name]) => ["lang", "__theme"].includes(name));
    if (before !== undefined) {
      const own = new URLSearchParams(kept).toString();
      history.replaceState(history.state, "", `${location.pathname}${[own, query].some(Boolean) ? "?" : ""}${[own, query].filter(Boolean).join("&")}`);
      const other = document.querySelector("[data-language]");
      const [path, mine] = other.getAttribute("href").split("?");
      const lang = new URLSearchParams(mine).get("lang");
      const asked = [lang ? `lang=${lang}` : "", query].filter(Boolean).join("&");
      other.setAttribute("href", asked ? `${path}?${asked}` : path);
    }
    before = query;
  };
  new MutationObserver(mirror).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-link"] });
}
