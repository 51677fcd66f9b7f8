/* Sortable tables: their headers become buttons. Rows with data-lr-fixed (pooled results, titles of groups)
   keep their places; missing values come last in both directions. */
import { all, element } from "../elements.js";
import { unaccented } from "../text.js";

/**
 * Make those columns of a table sortable that have a type.
 *
 * @param {HTMLTableElement} table
 */
export function sorting(table) {
  /** @type {HTMLTableCellElement[]} */
  const heads = all("thead th[data-lr-type]", table);
  for (const head of heads) {
    if (!head.textContent.trim()) continue;
    const button = element("button", { type: "button", className: "lr-sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      for (const body of table.tBodies) reorder(body, head, up);
    });
  }
}

/**
 * @param {HTMLTableSectionElement} body
 * @param {HTMLTableCellElement} head
 * @param {boolean} up
 */
function reorder(body, head, up) {
  const isNumber = head.dataset.lrType === "number";
  const rows = [...body.rows].map((row) => {
    const cell = row.cells[head.cellIndex];
    const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
    return { row, fixed: "lrFixed" in row.dataset, value: isNumber ? Number.parseFloat(text) : unaccented(text) };
  });
  body.append(...sorted(rows, up).map(({ row }) => row));
}

/**
 * Return rows in the order of their values; fixed rows keep their places.
 *
 * @template {{fixed: boolean, value: number | string}} Row
 * @param {Row[]} rows
 * @param {boolean} up
 */
export function sorted(rows, up) {
  const moving = rows.filter(({ fixed }) => !fixed).sort((a, b) => compared(a.value, b.value, up));
  return rows.map((row) => (row.fixed ? row : /** @type {Row} */ (moving.shift())));
}

/**
 * Compare two values of a column: numbers by size, texts by alphabet and by the numbers in them.
 *
 * @param {number | string} a
 * @param {number | string} b
 * @param {boolean} up
 */
export function compared(a, b, up) {
  const missing = [a, b].map((value) => value === "" || Number.isNaN(value));
  if (missing[0] || missing[1]) return Number(missing[0]) - Number(missing[1]);
  const order =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), undefined, { numeric: true });
  return up ? order : -order;
}
