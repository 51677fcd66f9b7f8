/* Buttons that copy the text next to them. */
import { element, one } from "../elements.js";

const live = element("div", { className: "lr-hidden", role: "status" });

/** @param {HTMLButtonElement} button */
export function copying(button) {
  const source = one("pre", /** @type {HTMLElement} */ (button.parentElement));
  const label = button.textContent;
  button.hidden = false;
  document.body.append(live);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = "Copied";
      say("Copied to the clipboard");
      setTimeout(() => {
        button.textContent = label;
      }, 2000);
    } catch {
      // There is no clipboard without https: select the text, so that the reader can copy it.
      getSelection()?.selectAllChildren(source);
      say("Text selected: copy it with your keyboard");
    }
  });
}

/** @param {string} text */
function say(text) {
  live.textContent = "";
  setTimeout(() => {
    live.textContent = text;
  }, 50);
}
