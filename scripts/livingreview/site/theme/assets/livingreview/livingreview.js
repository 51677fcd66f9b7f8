/* What JavaScript adds to pages, all of which can be read without it. No library, no request to another
   host. The build joins this file and what it imports into one script, so that a page requests one file. */
import { all } from "./elements.js";
import { copying } from "./widgets/copying.js";
import { framing } from "./widgets/framing.js";
import { overdue } from "./widgets/overdue.js";
import { previews } from "./widgets/previews.js";
import { rowFilter } from "./widgets/row-filter.js";
import { searchButtons } from "./widgets/search-button.js";
import { sorting } from "./widgets/sorting.js";

const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

/* What readers do not need at once is set up piece by piece while the browser is idle. */
const idle = window.requestIdleCallback ?? setTimeout;

/**
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @param {(element: Kind) => void} act
 */
function whenIdle(selector, act) {
  for (const each of /** @type {Kind[]} */ (all(selector))) idle(() => act(each));
}

/**
 * Load the script of the list of sources and run it; mark the list if the script can't work.
 *
 * @param {HTMLElement} list
 */
async function explorer(list) {
  try {
    const { explore } = await import(`${new URL("explorer/explorer.js", here)}`);
    await explore(list);
  } catch {
    list.classList.add("lr-off");
  }
}

previews();
searchButtons(all("[data-lr-search]"), () => import(`${new URL("search/dialogue.js", here)}`));
all("[data-lr-explorer]").forEach(explorer);
all("[data-lr-due]").forEach(overdue);
whenIdle("table[data-lr-sortable]", sorting);
whenIdle("table[data-lr-filterable]", rowFilter);
whenIdle("[data-lr-copy]", copying);
idle(() => framing(all(".lr-scroll")));
