/* The search dialogue: Pagefind's Component UI, loaded on first use from the built pagefind/ folder.
   Adds two things to it: results in groups (review pages before trials before sources), and near terms
   of the vocabulary when nothing is found. */
const template = document.getElementById("lr-search-modal");
const root = new URL(template.dataset.base.replace(/\/?$/, "/"), document.baseURI);
const bundle = new URL("pagefind/", root);
const kinds = JSON.parse(template.dataset.kinds);
let modal = null;

/** Open the dialogue, loading it the first time. */
export async function open() {
  modal ??= load();
  (await modal).open();
}

async function load() {
  await Promise.all([
    add("link", { rel: "stylesheet", href: bundle + "pagefind-component-ui.css" }),
    add("script", { src: bundle + "pagefind-component-ui.js" }),
  ]);
  const { configureInstance, getInstanceManager } = window.PagefindComponents;
  configureInstance("default", { bundlePath: bundle.pathname });
  const instance = getInstanceManager().getInstance("default");
  group(instance);
  suggest(instance);
  const copy = template.content.cloneNode(true);
  const element = copy.querySelector("pagefind-modal");
  copy.querySelector(".lr-search-filters").open = matchMedia("(min-width: 45em)").matches;
  document.body.append(copy);
  return element;
}

function add(tag, properties) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), properties, { onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

/* Relevance alone puts a source whose title holds the word above the page that answers the question.
   Our handler is registered before the result list's, and orders what that list is about to draw.
   A query with a year or a registry number in it asks for a work, so that there relevance decides.
   Which page is of which kind is asked once, after the dialogue's own index has arrived (its first
   "filters" event), so that the same files come from the browser's cache. */
function group(instance) {
  const ranks = new Map();
  let asked = null;
  async function rankings() {
    const pagefind = await import(bundle + "pagefind.js");
    for (const [rank, kind] of kinds.entries()) {
      const { results } = await pagefind.search(null, { filters: { Kind: kind } });
      for (const { id } of results) ranks.set(id, rank);
    }
  }
  instance.on("filters", () => {
    asked ??= rankings().then(() => instance.searchTerm && instance.triggerSearch(instance.searchTerm));
  });
  const rank = ({ id }) => ranks.get(id) ?? kinds.length;
  instance.on("results", ({ results }) => {
    if (!/\d{4}/.test(instance.searchTerm)) results.sort((a, b) => rank(a) - rank(b));
  });
}

function suggest(instance) {
  const address = template.dataset.terms;
  if (!address) return;
  let terms = null;
  instance.on("results", async ({ results }) => {
    const asked = instance.searchTerm?.trim();
    const place = document.querySelector(".lr-search-near");
    place.replaceChildren();
    if (!asked || results.length) return;
    terms ??= fetch(address).then((answer) => (answer.ok ? answer.json() : []));
    const near = (await terms)
      .map(([term, href]) => ({ term, href, far: distance(asked.toLowerCase(), term.toLowerCase()) }))
      .filter(({ term, far }) => far <= Math.max(2, term.length / 3))
      .sort((a, b) => a.far - b.far)
      .slice(0, 4);
    if (!near.length || instance.searchTerm.trim() !== asked) return;
    place.append("Did you mean ");
    near.forEach(({ term, href }, i) => {
      const link = Object.assign(document.createElement("a"), { textContent: term, href: new URL(href, root) });
      place.append(i ? ", " : "", link);
    });
    place.append("?");
  });
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
