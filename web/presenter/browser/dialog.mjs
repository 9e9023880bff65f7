// A dialog in the page's own colours.

/** @param {HTMLDialogElement} dialog */
export function openDialog(dialog) {
  const { color, backgroundColor } = getComputedStyle(document.querySelector(".stApp") ?? document.body); // the theme that was chosen
  Object.assign(dialog.style, { color, backgroundColor });
  dialog.showModal();
}
