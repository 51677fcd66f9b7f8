/* Ways to open the search: buttons, "/" and Ctrl+K. The dialogue is loaded when a reader first opens it. */

/**
 * @param {HTMLElement[]} buttons
 * @param {() => Promise<{open: () => void}>} load
 */
export function searchButtons(buttons, load) {
  /** @type {ReturnType<typeof load> | null} */
  let dialogue = null;
  const open = async () => {
    try {
      dialogue ??= load();
      (await dialogue).open();
    } catch {
      for (const button of buttons) button.textContent = "Search needs a web server";
    }
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  document.addEventListener("keydown", (event) => {
    if (!asksForSearch(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
}

/** @param {KeyboardEvent} event */
function asksForSearch({ key, target, ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey) return false;
  const command = ctrlKey || metaKey;
  const typing = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  return (key === "/" && !typing && !command) || (key.toLowerCase() === "k" && command && !shiftKey);
}
