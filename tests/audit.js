/* What `audit.py` asks of an open page. Each question answers with [rule, place] for what is wrong. */
window.audit = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (element) => getComputedStyle(element);
  const place = (element) => {
    const id = element.id ? `#${element.id}` : "";
    const own = element.localName + id + [...element.classList].map((name) => `.${name}`).join("");
    const named = element.parentElement?.closest("[id]");
    return (named ? `#${named.id} ` : "") + own;
  };

  /* Everything is folded out, nothing waits until it is scrolled to, nothing moves. */
  function prepare() {
    all("details").forEach((each) => {
      each.open = true;
    });
    const sheet = new CSSStyleSheet(); // a style element would need leave of the page's policy
    sheet.replaceSync(`* { content-visibility: visible !important;
      transition: none !important; animation: none !important; }`);
    document.adoptedStyleSheets.push(sheet);
  }

  /* Two frames: styles, layout and what watches sizes have settled. */
  const settle = () =>
    new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(done));
    });

  /* What axe-core finds; with `only`, by these rules alone. */
  async function accessible(only) {
    // Off unless asked for: the size of targets (WCAG 2.2, 2.5.8).
    const rules = only ? { runOnly: only } : { rules: { "target-size": { enabled: true } } };
    const found = await axe.run({ resultTypes: ["violations"], preload: false, ...rules });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => [`axe ${rule.id}`, node.target.join(" ")]));
  }

  /* What stands out of the window and is in no frame of its own, where the page scrolls sideways. */
  function sideways() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const framed = (element) => element && (style(element).overflowX !== "visible" || framed(element.parentElement));
    const out = all("body *").filter(
      (element) =>
        element.checkVisibility() &&
        element.getBoundingClientRect().right > width + 1 &&
        !framed(element.parentElement),
    );
    const named = out.length ? out.slice(0, 3) : [document.documentElement];
    return named.map((element) => ["scrolls sideways", place(element)]);
  }

  /* Text in a box that hides what does not fit; what only screen readers meet is hidden on purpose. */
  function cut(exceptions) {
    const hides = (way) => way === "hidden" || way === "clip";
    return all("body *")
      .filter((element) => {
        const { overflowX, overflowY } = style(element);
        if (!hides(overflowX) && !hides(overflowY)) return false;
        // biome-ignore lint/performance/useDomNodeTextContent: the text that is shown
        if (element.clientWidth <= 1 || !element.innerText?.trim()) return false;
        if (!element.checkVisibility({ visibilityProperty: true })) return false;
        if (exceptions.some((exception) => element.matches(exception))) return false;
        return (
          (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
          (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
        );
      })
      .map((element) => ["text is cut off", place(element)]);
  }

  /* Colours as the browser paints them, in red, green and blue: a canvas reads every notation. */
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function painted(...layers) {
    for (const [colour, opacity] of [["#fff", 1], ...layers]) {
      canvas.globalAlpha = opacity;
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }
  function contrast(one, other) {
    const light = (rgb) =>
      rgb
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
    const [low, high] = [light(one), light(other)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }

  /* Marks that carry meaning (WCAG 2.2, 1.4.11), against the paper they lie on. */
  const fill = (own) => [own.fill, own.fillOpacity];
  const stroke = (own) => [own.stroke, own.strokeOpacity];
  const MARKS = {
    ".lr-interval .lr-box": fill,
    ".lr-interval .lr-diamond": fill,
    ".lr-interval .lr-whisker": stroke,
    ".lr-interval .lr-prediction": stroke,
    ".lr-interval .lr-axis": stroke,
    ".lr-interval .lr-band": stroke,
    ".lr-columns rect": fill,
    ".lr-swatch": (own) => [own.backgroundColor, 1],
    ".lr-bar > rect": fill,
    ".lr-stack": (own) => [own.borderTopColor, 1],
    ".lr-stack > :is(.lr-band-3, .lr-band-4, .lr-band-5)": fill,
  };
  function contrasts() {
    const paper = [style(document.body).backgroundColor, 1];
    return Object.entries(MARKS).flatMap(([mark, layer]) =>
      all(mark).map((element) => [
        mark,
        place(element),
        contrast(painted(paper), painted(paper, layer(style(element)))),
      ]),
    );
  }
  function faint(least) {
    return contrasts()
      .filter(([, , ratio]) => ratio < least)
      .map(([mark, where, ratio]) => [`${mark} has contrast ${ratio.toFixed(2)}`, where]);
  }

  return { prepare, settle, accessible, sideways, cut, contrasts, faint };
})();
