/* The list of sources: words, facets and order combine, counts follow, the address keeps them.
   The page holds the newest cards; the others come from the search index, some at a time. */
import { all, counted, facts, isPlain, make, matches, open, passage } from "./finding.js";

/** Bring the controls of a list to life; rejected where the site has no index. */
export async function explore(place) {
  const find = (selector) => place.querySelector(selector);
  const [words, order, list, count, further, fold, clear] =
    ["[name=q]", "[name=sort]", ".lr-source-list", ".lr-found", ".lr-show-more", ".lr-fold", ".lr-clear"].map(find);
  const selects = [...place.querySelectorAll("[data-facet]")];
  const controls = [words, ...selects, order];
  const { step, total } = Object.fromEntries(Object.entries(place.dataset).map(([name, text]) => [name, +text]));
  await open();

  /* The index counts: for the view, and for each choice as if it were not made. */
  async function viewCounted(asked) {
    const sort = order.value || (asked ? "" : "year");
    const ask = (but) => counted(asked, {
      filters: Object.fromEntries([["Group", "Source"], ...selects.filter((select) => select.value && select !== but)
        .map((select) => [select.dataset.facet, select.selectedOptions[0].dataset.label])]),
      ...(sort && { sort: { [sort]: "asc" } }),
    });
    const view = await ask();
    const open = await Promise.all(selects.map((select) => (select.value ? ask(select) : view)));
    const named = (select, { filters }) => Object.fromEntries([...select.options].slice(1)
      .map(({ value, dataset }) => [value, filters[select.dataset.facet]?.[dataset.label] ?? 0]));
    return {
      found: view.results,
      totals: open.map(({ results }) => results.length),
      values: selects.map((select, i) => named(select, open[i])),
    };
  }

  /* A query of several spellings joins what each finds, which no index counts. */
  async function viewJoined(asked) {
    const values = await load();
    const hits = new Map((await matches(asked, { Group: "Source" })).map((hit) => [hit.id, hit]));
    const open = order.value ? (await orderOf(order.value)).flatMap(({ id }) => hits.get(id) ?? []) : [...hits.values()];
    const has = (i, id) => !selects[i].value || values[i].get(id)?.includes(selects[i].value);
    const within = (but) => open.filter(({ id }) => selects.every((_, i) => i === but || has(i, id)));
    const count = (pages, i) => {
      const counts = {};
      for (const { id } of pages) for (const value of values[i].get(id) ?? []) counts[value] = (counts[value] ?? 0) + 1;
      return counts;
    };
    const besides = selects.map((_, i) => within(i));
    return { found: within(), totals: besides.map((pages) => pages.length), values: besides.map(count) };
  }

  /* Which source has which values, and the orders: asked once. */
  let library = null;
  const load = () => (library ??= Promise.all(selects.map(valuesOf)));
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
    const counts = !asked || await isPlain(asked) ? await viewCounted(asked) : await viewJoined(asked);
    if (mine !== turn) return;
    found = counts.found;
    selects.forEach((select, i) => tally(select, counts.totals[i], counts.values[i]));
    order.options[0].text = asked ? "Best match" : "Newest first";
    order.options[1].hidden = !asked;
    await draw(0, cards, mine);
  }

  function tally(select, total, counts) {
    select.options[0].text = `All (${total})`;
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
    if (!found.length) found = await orderOf("year");
    await draw(from, from + step, turn);
    keep("replaceState");
  });
  fold.addEventListener("click", () => fold.setAttribute("aria-expanded", fold.getAttribute("aria-expanded") !== "true"));
  find("form").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => { restore(); show(history.state?.shown); });
  const shown = history.state?.shown ?? step;
  if (restore() || shown > step) await show(shown); else tell();
}
