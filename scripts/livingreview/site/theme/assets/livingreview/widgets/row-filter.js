/* A field above a table: only rows that contain all its words are shown, regardless of order and accents. */
import { all, element } from "../elements.js";
import { unaccented } from "../text.js";

/** @param {HTMLTableElement} table */
export function rowFilter(table) {
  const input = element("input", { type: "search" });
  const count = element("p", { className: "lr-found", role: "status" });
  /** @type {HTMLTableRowElement[]} */
  const rows = all("tbody > tr:not([data-lr-fixed])", table);
  input.addEventListener("input", () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !holdsAll(row.textContent, input.value);
      if (!row.hidden) shown += 1;
    }
    count.textContent = input.value ? `${shown} of ${rows.length} rows` : "";
  });
  const label = element("label", { className: "lr-grow" }, "Filter rows", input);
  const frame = table.closest(".lr-scroll") ?? table;
  frame.before(element("div", { className: "lr-controls" }, label, count));
}

/**
 * Return whether a text contains all words of another.
 *
 * @param {string} text
 * @param {string} words
 */
export function holdsAll(text, words) {
  const within = unaccented(text);
  return unaccented(words)
    .split(/\s+/)
    .every((word) => within.includes(word));
}
