/* The search dialogue, loaded on first use: results by kind of page. */
import {
  asksForWork, facts, json, make, matches, open as load, passage, plain, root, settings, spelled, spelledWords,
} from "./finding.js";

const FIRST = 4;    // results a group shows at first
const FURTHER = 20; // and with every "more"
const SECTIONS = 4; // sections of a page that stand as results of their own
const kinds = JSON.parse(settings.kinds);
let dialogue = null;

/** Open the dialogue. */
export function open() {
  dialogue ??= build();
  dialogue.showModal();
  dialogue.querySelector("input").select();
}

function build() {
  const element = document.getElementById("lr-search-modal").content.cloneNode(true).querySelector("dialog");
  const style = make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url) });
  const [field, status, near, place] = ["input", ".lr-search-count", ".lr-search-near", ".lr-search-groups"]
    .map((selector) => element.querySelector(selector));
  let turn = 0;
  let waiting = 0;
  const ask = async () => {
    const mine = ++turn;
    const query = field.value.trim();
    const answer = query ? await groups(query).catch(() => null) : [];
    if (mine !== turn) return;
    const total = answer?.reduce((sum, group) => sum + group.results.length, 0);
    const drawn = await Promise.all((answer ?? []).map((group) => section(group, query)));
    const terms = query && answer && total < 3 ? await nearTerms(query) : [];
    if (mine !== turn) return;
    place.replaceChildren(...drawn);
    near.replaceChildren(...offer(terms, (word) => { field.value = word; field.focus(); ask(); }));
    status.textContent = !answer ? "The search index of this site could not be loaded."
      : query ? `${total} ${total === 1 ? "result" : "results"} for ${query}` : "";
  };
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
  element.addEventListener("keydown", (event) => walk(event, element, field));
  element.addEventListener("click", (event) => {  // beside the dialogue, or on a link of this page
    if (event.target === element || event.target.closest("a, .lr-search-close")) element.close();
  });
  document.head.append(style);
  document.body.append(element);
  load().catch(() => { status.textContent = "The search index of this site could not be loaded."; });
  return element;
}

/* Pages that answer come before the works they rest on, however often a title repeats the word;
   a query that asks for a work gets the kind of the best match first. */
async function groups(query) {
  const listed = [];
  for (const kind of kinds) listed.push({ kind, results: await matches(query, { Group: kind }) });
  const grouped = new Set(listed.flatMap(({ results }) => results.map(({ id }) => id)));
  listed.push({ kind: "", results: (await matches(query)).filter(({ id }) => !grouped.has(id)) });
  const found = listed.filter(({ results }) => results.length);
  return await asksForWork(query) ? found.sort((a, b) => b.results[0].score - a.results[0].score) : found;
}

async function section({ kind, results }, query) {
  const id = `lr-found-${plain(kind).replaceAll(" ", "-")}`;
  const words = await spelled(query);
  const list = make("ul");
  const more = make("button", { type: "button", className: "lr-button" }, "More");
  const waiting = [];
  let next = 0;
  let whole = true;
  const further = async (count) => {
    const from = list.children.length;
    while (waiting.length < count && next < results.length) {
      const pages = await Promise.all(results.slice(next, next + count).map((result) => result.data()));
      waiting.push(...pages.flatMap((page) => entries(page, words)).sort((a, b) => b.named - a.named));
      next += pages.length;
      whole &&= pages.every(({ meta }) => meta.short);
    }
    list.append(...waiting.splice(0, count).map(({ item }) => item));
    more.hidden = !waiting.length && next >= results.length;
    if (from) list.children[from]?.querySelector("a").focus();
  };
  more.addEventListener("click", () => further(FURTHER));
  await further(FIRST);
  const heading = make("h2", { id }, JSON.parse(settings.headings)[kind] ?? (kind || "Other pages"), " ",
    make("span", { className: "lr-count" }, whole ? `(${results.length})` : `in ${results.length} ${results.length === 1 ? "page" : "pages"}`));
  const filters = kind === "Source" && settings.sources
    ? [make("a", { className: "lr-button", href: new URL(`${settings.sources}?q=${encodeURIComponent(query)}`, root) }, "Filter these")] : [];
  const result = make("section", {}, heading, list, make("p", { className: "lr-search-more" }, more, ...filters));
  result.setAttribute("aria-labelledby", id);
  return result;
}

/* A page as a result: a work (it has a short name) whole, in its place; any other as its best sections:
   first those whose heading or address holds the words, then those whose passage holds most of them. */
function entries(page, words) {
  const weight = ({ weighted_locations }) => weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
  const named = ({ title, url }) => words.some((word) => ` ${plain(`${title} ${url.split("#")[1]}`)} `.includes(` ${word} `));
  const asked = [...new Set(words.join(" ").split(" "))];
  const held = ({ excerpt }) => {
    const marked = ` ${plain([...excerpt.matchAll(/<mark>(.*?)<\/mark>/gs)].map(([, word]) => word).join(" "))}`;
    return asked.filter((word) => marked.includes(` ${word}`)).length;
  };
  const sections = page.meta.short ? []
    : page.sub_results.map((each) => ({ ...each, named: named(each), held: held(each), weight: weight(each) }));
  if (!sections.length) return [{ named: false, item: entry(page.url, page.meta.title, facts(page), page.excerpt) }];
  sections.sort((a, b) => b.named - a.named || b.held - a.held || b.weight - a.weight);
  return sections.slice(0, SECTIONS).map(({ url, title, excerpt, named }) => {
    const of = title === page.meta.title ? [] : [make("p", { className: "lr-card-meta" }, page.meta.title)];
    return { named, item: entry(url, title, of, excerpt) };
  });
}

const entry = (href, title, lines, excerpt) => make("li", { className: "lr-hit" },
  make("p", { className: "lr-hit-title" }, make("a", { href }, title)), ...lines,
  make("p", { className: "lr-hit-passage" }, ...passage(excerpt)));

/* Arrows walk through the results; Enter in the field opens the first. */
function walk(event, element, field) {
  const stops = [field, ...element.querySelectorAll(".lr-hit-title a")];
  const at = stops.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (next !== undefined && at >= 0) {
    event.preventDefault();
    stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
  } else if (event.key === "Enter" && at === 0 && stops[1]) {
    event.preventDefault();
    stops[1].click();
  }
}

/* Where little is found: the nearest words of vocabulary and glossary. */
let terms = null;
async function nearTerms(query) {
  terms ??= Promise.all([json(settings.terms), spelledWords()])
    .then(([known, words]) => [...(known ?? []), ...words.map((word) => [word, ""])]);
  const asked = plain(query);
  const parts = [...new Set([asked, ...asked.split(" ").filter((word) => word.length > 3)])];
  const near = (await terms).map(([term, href]) => {
    const name = plain(term);
    return { term, href, far: Math.min(...parts.map((part) => distance(part, name) / Math.max(name.length, 6))) };
  });
  return near.filter(({ term, far }) => far <= 1 / 3 && plain(term) !== asked).sort((a, b) => a.far - b.far).slice(0, 4);
}

/* A term leads to its page; a word without one is searched for. */
function offer(terms, ask) {
  const link = ({ term, href }) => href ? make("a", { href: new URL(href, root) }, term)
    : make("button", { type: "button", className: "lr-button", onclick: () => ask(term) }, term);
  return terms.flatMap((term, i) => [i ? ", " : "Did you mean ", link(term), i + 1 === terms.length ? "?" : ""]);
}

/** Levenshtein distance: how many letters to change, add or drop. */
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    let corner = row[0];
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j];
      row[j] = Math.min(above + 1, row[j - 1] + 1, corner + (a[i - 1] !== b[j - 1]));
      corner = above;
    }
  }
  return row[b.length];
}
