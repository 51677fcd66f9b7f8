/* The list of sources: words, facets and order combine, counts follow, the address keeps them.
   The page holds the newest cards; the others come from the search index, some at a time. */
import { all, facts, make, matches, open, passage } from "./finding.js";

/** Bring the controls of a list to life; rejected where the site has no index. */
export async function explore(place) {
  const find = (selector) => place.querySelector(selector);
  const [words, order, list, count, further, fold, clear] =
    ["[name=q]", "[name=sort]", ".lr-source-list", ".lr-found", ".lr-show-more", ".lr-fold", ".lr-clear"].map(find);
  const selects = [...place.querySelectorAll("[data-facet]")];
  const controls = [words, ...selects, order];
  const { step, total } = Object.fromEntries(Object.entries(place.dataset).map(([name, text]) => [name, +text]));
  await open();

  /* Which source has which values, and in which order they come: asked of the index once. */
  let library = null;
  const load = () => (library ??= Promise.all([orderOf("year"), ...selects.map(valuesOf)])
    .then(([sources, ...values]) => ({ sources, values: new Map(selects.map((select, i) => [select, values[i]])) })));
  const orders = {};
  const orderOf = (name) => (orders[name] ??= all({ sort: { [name]: "asc" } }));
  async function valuesOf(select) {
    const values = new Map();
    for (const { value, dataset } of [...select.options].slice(1)) {
      for (const { id } of await all({ filters: { [select.dataset.facet]: dataset.label } })) {
        values.set(id, [...(values.get(id) ?? []), value]);
      }
    }
    return values;
  }

  let found = [];
  let turn = 0;
  async function show(cards = step) {
    const mine = ++turn;
    const asked = words.value.trim();
    const { values } = await load();
    const sorted = await orderOf(order.value || "year");
    const hits = asked ? new Map((await matches(asked)).map((hit) => [hit.id, hit])) : null;
    if (mine !== turn) return;
    const sources = new Set(sorted.map(({ id }) => id));
    const open = !hits ? sorted : order.value ? sorted.filter(({ id }) => hits.has(id)).map(({ id }) => hits.get(id))
      : [...hits.values()].filter(({ id }) => sources.has(id));
    const has = (select, id) => !select.value || values.get(select).get(id)?.includes(select.value);
    found = open.filter(({ id }) => selects.every((select) => has(select, id)));
    for (const select of selects) {
      const others = selects.filter((other) => other !== select && other.value);
      tally(select, open.filter(({ id }) => others.every((other) => has(other, id))), values.get(select));
    }
    order.options[0].text = asked ? "Best match" : "Newest first";
    order.options[1].hidden = !asked;
    await draw(0, cards, mine);
  }

  function tally(select, sources, values) {
    const counts = {};
    for (const { id } of sources) for (const value of values.get(id) ?? []) counts[value] = (counts[value] ?? 0) + 1;
    select.options[0].text = `All (${sources.length})`;
    for (const option of [...select.options].slice(1)) {
      const number = counts[option.value] ?? 0;
      option.text = `${option.dataset.label} (${number})`;
      option.hidden = option.disabled = !number && !option.selected;
    }
  }

  async function draw(from, to, mine) {
    const cards = await Promise.all(found.slice(from, to).map(async (each) => card(await each.data())));
    if (mine !== turn) return;
    if (from) list.append(...cards); else list.replaceChildren(...cards);
    tell();
    if (from) cards[0].querySelector("a").focus();
  }

  function tell() {
    const shown = list.children.length;
    const all = found.length || words.value || selects.some((select) => select.value) ? found.length : total;
    const part = all === total ? `${total} sources` : `${all} of ${total} sources`;
    count.textContent = shown < all ? `${part}, ${shown} shown` : part;
    further.hidden = shown >= all;
    const chosen = selects.filter((select) => select.value).length;
    fold.textContent = chosen ? `Filters (${chosen})` : "Filters";
    clear.disabled = !controls.some((control) => control.value);
  }

  function card(page) {
    const title = make("p", { className: "lr-card-title" }, make("a", { href: page.url }, page.meta.title));
    const matched = words.value.trim() ? [make("p", { className: "lr-card-passage" }, ...passage(page.excerpt))] : [];
    return make("li", { className: "lr-card" }, title, ...facts(page), ...matched);
  }

  /* The address: facets and order make a step to go back to, letters and cards do not. */
  const keep = (how) => {
    const query = new URLSearchParams(controls.filter((c) => c.value.trim()).map((c) => [c.name, c.value.trim()]));
    const shown = list.children.length;
    history[how]({ shown }, "", `${location.pathname}${query.size ? "?" + query : ""}`);
  };
  const restore = () => {
    const asked = new URLSearchParams(location.search);
    for (const control of controls) {
      control.value = asked.get(control.name) ?? "";
      if (control.selectedIndex < 0) control.value = "";  // no such value
    }
    return controls.some((control) => control.value);
  };

  for (const control of [...controls, fold, clear]) control.disabled = false;
  let typing = 0;
  words.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { keep("replaceState"); show(); }, 200);
  });
  for (const select of [...selects, order]) select.addEventListener("change", () => { keep("pushState"); show(); });
  clear.addEventListener("click", () => {
    for (const control of controls) control.value = "";
    keep("pushState");
    show();
    words.focus();
  });
  further.addEventListener("click", async () => {
    const from = list.children.length;
    if (!found.length) await load().then(({ sources }) => { found = sources; });
    await draw(from, from + step, turn);
    keep("replaceState");
  });
  fold.addEventListener("click", () => fold.setAttribute("aria-expanded", fold.getAttribute("aria-expanded") !== "true"));
  find("form").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => { restore(); show(history.state?.shown); });
  const shown = history.state?.shown ?? step;
  if (restore() || shown > step) await show(shown); else tell();
}
