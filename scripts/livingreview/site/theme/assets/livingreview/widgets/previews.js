/* Previews of citations, numbers and terms, shown in a box on hover, focus and tap
   (WCAG 1.4.13: the box stays while pointed at, Escape closes it, it never covers its word). */
import { all, element } from "../elements.js";

const SETTING = "lr-previews";
const LINKS = "a[data-lr-ref], a[data-lr-card], .lr-term";

/** Show a box for each link that has something to show. */
export function previews() {
  const box = element("div", { className: "lr-preview", id: "lr-preview", role: "tooltip", hidden: true });
  document.body.append(box);
  /** @type {HTMLAnchorElement | null} */
  let owner = null;
  let timer = 0;
  let touch = false;
  let off = readSetting() === "off";

  const close = () => {
    clearTimeout(timer);
    owner?.removeAttribute("aria-describedby");
    owner = null;
    box.hidden = true;
  };
  const closeLater = () => {
    clearTimeout(timer);
    timer = setTimeout(close, 250);
  };
  /** @param {HTMLAnchorElement} link */
  const open = (link) => {
    if (off) return;
    clearTimeout(timer);
    const content = contentOf(link);
    if (!content || owner === link) return;
    close();
    owner = link;
    box.replaceChildren(...content);
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    place(box, link);
  };

  /**
   * @template {keyof DocumentEventMap} Name
   * @param {Name} name
   * @param {(link: HTMLAnchorElement, event: DocumentEventMap[Name]) => void} act
   */
  const on = (name, act) =>
    document.addEventListener(name, (event) => {
      const link = event.target instanceof Element && event.target.closest(LINKS);
      if (link) act(/** @type {HTMLAnchorElement} */ (link), event);
    });
  on("pointerover", (link, { pointerType }) => {
    if (pointerType === "mouse") open(link);
  });
  on("pointerout", (_, { pointerType }) => {
    if (pointerType === "mouse") closeLater();
  });
  on("pointerdown", (_, { pointerType }) => {
    touch = pointerType !== "mouse";
  });
  on("focusin", (link) => {
    if (link.matches(":focus-visible")) open(link);
  });
  on("focusout", closeLater);
  on("click", (link, event) => {
    // The first tap shows the box, a second one follows the link.
    if (touch && !off && owner !== link) {
      event.preventDefault();
      open(link);
    } else close();
    touch = false;
  });
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", closeLater);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (owner && target instanceof Node && !box.contains(target) && !owner.contains(target)) close();
  });

  for (const button of all("[data-lr-previews]")) {
    const label = () => {
      button.textContent = `Turn previews ${off ? "on" : "off"}`;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      off = !off;
      keepSetting(off ? "off" : "on");
      label();
    });
    label();
  }
}

/** @param {HTMLAnchorElement} link */
function contentOf(link) {
  if (link.title) {
    link.dataset.lrTitle = link.title;
    link.removeAttribute("title");
  }
  const { lrTerm, lrRef } = link.dataset;
  if (lrTerm) return [lrTerm];
  return lrRef ? reference(lrRef) : origin(link);
}

/**
 * Return the reference as the page's list prints it and a link to its source; null if it is not listed.
 *
 * @param {string} key
 */
function reference(key) {
  const item = document.getElementById(`ref-${key}`);
  const text = item?.querySelector(".lr-reference");
  const page = item?.querySelector(".lr-source-link");
  if (!text || !page) return null;
  const link = /** @type {HTMLElement} */ (page.cloneNode(true));
  return [text.cloneNode(true), element("br"), Object.assign(link, { tabIndex: -1 })];
}

/**
 * Return where a number comes from and a link to its row.
 *
 * @param {HTMLAnchorElement} link
 */
function origin({ href, dataset }) {
  const row = element("a", { href, tabIndex: -1, textContent: "the entry's row" });
  return [dataset.lrTitle ?? "", element("br"), `${dataset.lrCard} `, row];
}

/**
 * Place the box below its word, or above it if there is no room below.
 *
 * @param {HTMLElement} box
 * @param {HTMLElement} link
 */
function place(box, link) {
  const word = link.getBoundingClientRect();
  const room = document.documentElement.clientWidth - box.offsetWidth - 12;
  const fits = word.bottom + 6 + box.offsetHeight < innerHeight;
  box.style.left = `${scrollX + Math.max(12, Math.min(word.left, room))}px`;
  box.style.top = `${scrollY + (fits ? word.bottom + 6 : word.top - box.offsetHeight - 6)}px`;
}

/* The reader's choice, if the browser lets a page store it. */
function readSetting() {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

/** @param {string} value */
function keepSetting(value) {
  try {
    localStorage.setItem(SETTING, value);
  } catch {}
}
