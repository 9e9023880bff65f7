// On a phone the side bar lies over the page: it closes once a page is chosen, and by a tap beside it.

const PHONE = "(max-width: 48rem)";

/** @param {PointerEvent | MouseEvent} event */
function onclick({ target }) {
  const bar = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
  if (!bar || !matchMedia(PHONE).matches || !(target instanceof Element)) return;
  const chosen = bar.contains(target) && target.closest("[data-testid=stPageLink] a");
  const beside = !bar.contains(target) && !target.closest("[data-testid=stExpandSidebarButton]");
  if (!chosen && !beside) return;
  /** @type {HTMLElement | null} */
  const close = bar.querySelector("[data-testid=stSidebarCollapseButton] button");
  setTimeout(() => close?.click()); // after the link itself has been followed
}

/** From now on; once a window. */
export const closeMenuOnPhones = () => document.addEventListener("click", onclick, { capture: true });
