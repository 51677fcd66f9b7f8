/* The search dialogue, with results grouped by kind of page; loaded on first use. */
import { all, element, one } from "../elements.js";
import { normalised } from "../text.js";
import { addressOf, isAboutWork, load, matches, read, settings, spelled, spelledWords } from "./index.js";
import { bestSections, grouped, nearestTerms } from "./ranking.js";
import { facts, passage } from "./summary.js";

const FIRST = 4; // results that a group shows at first
const FURTHER = 20; // results that each "More" adds
const FEW = 3; // with fewer results than this, similar terms are offered
const NO_INDEX = "The search index of this site could not be loaded.";

/** @type {string[]} */
const kinds = JSON.parse(settings.kinds);
/** @type {Record<string, string>} */
const headings = JSON.parse(settings.headings);
/** @type {HTMLDialogElement | null} */
let dialogue = null;

/** Open the dialogue. */
export function open() {
  dialogue ??= build();
  dialogue.showModal();
  /** @type {HTMLInputElement} */ (one("input", dialogue)).select();
}

function build() {
  /** @type {HTMLTemplateElement} */
  const template = one("#lr-search-modal");
  const style = element("link", { rel: "stylesheet", href: new URL("dialogue.css", import.meta.url).href });
  /** @type {HTMLDialogElement} */
  const made = one("dialog", /** @type {DocumentFragment} */ (template.content.cloneNode(true)));
  /** @type {HTMLInputElement} */
  const field = one("input", made);
  const status = one(".lr-search-count", made);
  const near = one(".lr-search-near", made);
  const place = one(".lr-search-groups", made);
  let turn = 0;
  let waiting = 0;

  const ask = async () => {
    turn += 1;
    const mine = turn;
    const query = field.value.trim();
    const answer = query ? await groupsFor(query).catch(() => null) : [];
    if (mine !== turn) return;
    const total = (answer ?? []).reduce((sum, { results }) => sum + results.length, 0);
    const drawn = await Promise.all((answer ?? []).map((group) => section(group, query)));
    const terms = query && answer && total < FEW ? nearestTerms(await knownTerms(), query) : [];
    if (mine !== turn) return;
    place.replaceChildren(...drawn);
    near.replaceChildren(
      ...offer(terms, (word) => {
        field.value = word;
        field.focus();
        ask();
      }),
    );
    status.textContent = answer ? (query ? `${counted(total, "result")} for ${query}` : "") : NO_INDEX;
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  made.addEventListener("keydown", (event) => walk(event, made, field));
  made.addEventListener("click", ({ target }) => {
    // A click outside the dialogue, on its button or on a link closes it: the link may lead to this page.
    if (target === made || (target instanceof Element && target.closest("a, .lr-search-close"))) made.close();
  });
  document.head.append(style);
  document.body.append(made);
  load().catch(() => {
    status.textContent = NO_INDEX;
  });
  return made;
}

/** @param {string} query */
async function groupsFor(query) {
  const groups = [];
  for (const kind of kinds) groups.push({ kind, results: await matches(query, { [settings.group]: kind }) });
  return grouped(groups, await matches(query), await isAboutWork(query));
}

/**
 * @param {{kind: string, results: PagefindResult[]}} group
 * @param {string} query
 */
async function section({ kind, results }, query) {
  const id = `lr-found-${normalised(kind).replaceAll(" ", "-")}`;
  const words = await spelled(query);
  const list = element("ul");
  const more = element("button", { type: "button", className: "lr-button" }, "More");
  /** @type {ReturnType<typeof entries>} */
  const waiting = [];
  let next = 0;
  let areWhole = true;
  /** @param {number} count */
  const further = async (count) => {
    const from = list.children.length;
    while (waiting.length < count && next < results.length) {
      const pages = await Promise.all(results.slice(next, next + count).map((result) => result.data()));
      const found = pages.flatMap((page) => entries(page, words));
      waiting.push(...found.sort((a, b) => Number(b.isNamed) - Number(a.isNamed)));
      next += pages.length;
      areWhole &&= pages.every(isWork);
    }
    list.append(...waiting.splice(0, count).map(({ item }) => item));
    more.hidden = !waiting.length && next >= results.length;
    if (from) list.children[from]?.querySelector("a")?.focus();
  };
  more.addEventListener("click", () => further(FURTHER));
  await further(FIRST);

  const count = areWhole ? `(${results.length})` : `in ${counted(results.length, "page")}`;
  const title = headings[kind] ?? (kind || "Other pages");
  const heading = element("h2", { id }, title, " ", element("span", { className: "lr-count" }, count));
  const foot = element("p", { className: "lr-search-more" }, more);
  if (kind === settings.listed && settings.sources) {
    const href = addressOf(`${settings.sources}?q=${encodeURIComponent(query)}`);
    foot.append(element("a", { className: "lr-button", href }, "Filter these"));
  }
  const result = element("section", {}, heading, list, foot);
  result.setAttribute("aria-labelledby", id);
  return result;
}

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * Return whether a page is about a work: only those have a short name.
 *
 * @param {PagefindPage} page
 */
const isWork = ({ meta }) => Boolean(meta.short);

/**
 * Return the results for a page: one for the page of a work, otherwise one per best section.
 *
 * @param {PagefindPage} page
 * @param {string[]} spellings
 */
function entries(page, spellings) {
  const sections = isWork(page) ? [] : bestSections(page.sub_results, spellings);
  if (!sections.length) return [{ isNamed: false, item: entry(page.url, page.meta.title, facts(page), page.excerpt) }];
  return sections.map(({ url, title, excerpt, isNamed }) => {
    const of = title === page.meta.title ? [] : [element("p", { className: "lr-card-meta" }, page.meta.title)];
    return { isNamed, item: entry(url, title, of, excerpt) };
  });
}

/** @type {(href: string, title: string, lines: HTMLElement[], excerpt: string) => HTMLElement} */
function entry(href, title, lines, excerpt) {
  const link = element("p", { className: "lr-hit-title" }, element("a", { href }, title));
  const words = element("p", { className: "lr-hit-passage" }, ...passage(excerpt));
  return element("li", { className: "lr-hit" }, link, ...lines, words);
}

/**
 * Move through the results with the arrow keys; open the first one with Enter in the field.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} within
 * @param {HTMLElement} field
 */
function walk(event, within, field) {
  const stops = [field, ...all(".lr-hit-title a", within)];
  const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && at >= 0) {
    event.preventDefault();
    stops[Math.max(0, Math.min(at + step, stops.length - 1))].focus();
  } else if (event.key === "Enter" && at === 0 && stops[1]) {
    event.preventDefault();
    stops[1].click();
  }
}

/** @type {Promise<[term: string, address: string][]> | null} */
let terms = null;

/** Return the terms of vocabulary and glossary with their pages, and the words with several spellings. */
function knownTerms() {
  terms ??= Promise.all([read(settings.terms), spelledWords()]).then(([known, words]) => [
    ...(known ?? []),
    ...words.map((word) => [word, ""]),
  ]);
  return terms;
}

/**
 * Return similar terms as nodes: a link if the term has a page, otherwise a button that searches for it.
 *
 * @param {{term: string, address: string}[]} terms
 * @param {(term: string) => void} ask
 */
function offer(terms, ask) {
  return terms.flatMap(({ term, address }, i) => [
    i ? ", " : "Did you mean ",
    address
      ? element("a", { href: addressOf(address) }, term)
      : element("button", { type: "button", className: "lr-button", onclick: () => ask(term) }, term),
    i + 1 === terms.length ? "?" : "",
  ]);
}
