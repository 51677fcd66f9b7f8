/* The list of sources: words, facets and order combine, the counts follow, and the address keeps all of
   them. The page contains the newest cards; further ones are loaded from the search index in steps. */
import { all, element, one } from "../elements.js";
import { counted, hasOneSpelling, listed, load, matches, settings } from "../search/index.js";
import { facts, passage } from "../search/summary.js";
import { addressOfView, countedByChoice, countText, valueInAddress } from "./view.js";

/**
 * Make the controls of a list work; the promise is rejected if the site has no index.
 *
 * @param {HTMLElement} place
 */
export async function explore(place) {
  /** @type {HTMLInputElement} */
  const words = one("[name=q]", place);
  /** @type {HTMLSelectElement} */
  const order = one("[name=sort]", place);
  /** @type {HTMLSelectElement[]} */
  const selects = all("[data-facet]", place);
  const list = one(".lr-source-list", place);
  const count = one(".lr-found", place);
  /** @type {HTMLButtonElement[]} */
  const [more, fold, clear] = [".lr-show-more", ".lr-fold", ".lr-clear"].map((name) => one(name, place));
  const controls = [words, ...selects, order];
  const step = Number(place.dataset.step);
  const total = Number(place.dataset.total);
  const newest = order.options[1].value;
  await load();

  /**
   * Return a view as the index counts it: the view itself, and each facet without its own choice.
   *
   * @param {string} asked
   */
  async function viewCounted(asked) {
    const sort = order.value || (asked ? "" : newest);
    /** @param {HTMLSelectElement} [but] */
    const ask = (but) => {
      const chosen = selects.filter((select) => select.value && select !== but);
      const filters = chosen.map((select) => [select.dataset.facet, select.selectedOptions[0].dataset.label]);
      return counted(asked, {
        filters: Object.fromEntries([[settings.group, settings.listed], ...filters]),
        ...(sort && { sort: { [sort]: "asc" } }),
      });
    };
    const view = await ask();
    const open = await Promise.all(selects.map((select) => (select.value ? ask(select) : view)));
    return {
      found: view.results,
      totals: open.map(({ results }) => results.length),
      counts: selects.map((select, i) => countsOf(select, open[i].filters)),
    };
  }

  /**
   * Return a view for a query with several spellings: their results are joined, so the index cannot count.
   *
   * @param {string} asked
   */
  async function viewJoined(asked) {
    const hits = await matches(asked, { [settings.group]: settings.listed });
    const byId = new Map(hits.map((hit) => [hit.id, hit]));
    const open = order.value ? (await inOrder(order.value)).flatMap(({ id }) => byId.get(id) ?? []) : hits;
    const chosen = selects.map(({ value }) => value);
    return countedByChoice(open, await valuesOfSources(), chosen);
  }

  /* The values of each source and the orders; each is requested once. */
  /** @type {Promise<Map<string, string[]>[]> | null} */
  let values = null;
  function valuesOfSources() {
    values ??= Promise.all(selects.map(valuesOf));
    return values;
  }
  /** @type {Record<string, Promise<PagefindResult[]>>} */
  const orders = {};
  /** @param {string} name */
  function inOrder(name) {
    orders[name] ??= listed({ sort: { [name]: "asc" } });
    return orders[name];
  }

  /** @type {PagefindResult[]} */
  let found = [];
  let turn = 0;
  async function show(cards = step) {
    turn += 1;
    const mine = turn;
    const asked = words.value.trim();
    const view = !asked || (await hasOneSpelling(asked)) ? await viewCounted(asked) : await viewJoined(asked);
    if (mine !== turn) return;
    found = view.found;
    for (const [i, select] of selects.entries()) label(select, view.totals[i], view.counts[i]);
    order.options[0].text = asked ? "Best match" : "Newest first";
    order.options[1].hidden = !asked;
    await draw(0, cards, mine);
  }

  /** @type {(from: number, to: number, mine: number) => Promise<void>} */
  async function draw(from, to, mine) {
    const pages = await Promise.all(found.slice(from, to).map((each) => each.data()));
    if (mine !== turn) return;
    const cards = pages.map((page) => card(page, Boolean(words.value.trim())));
    if (from) list.append(...cards);
    else list.replaceChildren(...cards);
    tell();
    if (from) cards[0]?.querySelector("a")?.focus();
  }

  function tell() {
    const shown = list.children.length;
    const chosen = selects.filter((select) => select.value).length;
    const all = found.length || words.value || chosen ? found.length : total;
    count.textContent = countText(all, total, shown);
    more.hidden = shown >= all;
    fold.textContent = chosen ? `Filters (${chosen})` : "Filters";
    clear.disabled = !controls.some(({ value }) => value);
  }

  /* A change of facet or order adds a step to the history; typing and further cards do not. */
  /** @param {"pushState" | "replaceState"} how */
  const keep = (how) => {
    const view = addressOfView(
      location.pathname,
      controls.map(({ name, value }) => [name, value]),
    );
    history[how]({ shown: list.children.length }, "", view);
  };
  const restore = () => {
    for (const control of controls) {
      const choices = control instanceof HTMLSelectElement ? [...control.options].map(({ value }) => value) : null;
      control.value = valueInAddress(location.search, control.name, choices);
    }
    return controls.some(({ value }) => value);
  };

  for (const control of [...controls, fold, clear]) control.disabled = false;
  let typing = 0;
  words.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      keep("replaceState");
      show();
    }, 200);
  });
  for (const select of [...selects, order]) {
    select.addEventListener("change", () => {
      keep("pushState");
      show();
    });
  }
  clear.addEventListener("click", () => {
    for (const control of controls) control.value = "";
    keep("pushState");
    show();
    words.focus();
  });
  more.addEventListener("click", async () => {
    const from = list.children.length;
    if (!found.length) found = await inOrder(newest);
    await draw(from, from + step, turn);
    keep("replaceState");
  });
  fold.addEventListener("click", () => {
    fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
  });
  one("form", place).addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => {
    restore();
    show(history.state?.shown);
  });
  const shown = history.state?.shown ?? step;
  if (restore() || shown > step) await show(shown);
  else tell();
}

/**
 * Return the values of a facet that each source has, by the source's id.
 *
 * @param {HTMLSelectElement} select
 */
async function valuesOf({ options, dataset: { facet = "" } }) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const { value, dataset } of [...options].slice(1)) {
    for (const { id } of await listed({ filters: { [facet]: dataset.label ?? "" } })) {
      values.set(id, [...(values.get(id) ?? []), value]);
    }
  }
  return values;
}

/**
 * Return the index's counts of a facet, by the value of each choice.
 *
 * @param {HTMLSelectElement} select
 * @param {PagefindAnswer["filters"]} filters
 * @returns {Record<string, number>}
 */
function countsOf({ options, dataset: { facet = "" } }, filters) {
  const choices = [...options].slice(1);
  return Object.fromEntries(choices.map(({ value, dataset }) => [value, filters[facet]?.[dataset.label ?? ""] ?? 0]));
}

/**
 * Write the counts into the choices of a facet; hide a choice that would leave no source.
 *
 * @param {HTMLSelectElement} select
 * @param {number} total
 * @param {Record<string, number>} counts
 */
function label(select, total, counts) {
  const [everything, ...choices] = select.options;
  everything.text = `All (${total})`;
  for (const option of choices) {
    const number = counts[option.value] ?? 0;
    option.text = `${option.dataset.label} (${number})`;
    option.disabled = !number && !option.selected;
    option.hidden = option.disabled;
  }
}

/**
 * @param {PagefindPage} page
 * @param {boolean} hasWords
 */
function card(page, hasWords) {
  const title = element("p", { className: "lr-card-title" }, element("a", { href: page.url }, page.meta.title));
  const made = element("li", { className: "lr-card" }, title, ...facts(page));
  if (hasWords) made.append(element("p", { className: "lr-card-passage" }, ...passage(page.excerpt)));
  return made;
}
