/* Explains a term where it stands. A link to the glossary opens its explanation beside it: by a click, a tap or Enter, or
   while a pointer rests on it. Without this script, or where its words cannot be had, it leads to the glossary. */
(() => {
  const TERM = '.md-content a[href*="glossary.html#"]', REST = 250, LEAVE = 300, EDGE = 8;
  if (!HTMLElement.prototype.showPopover) return;
  const terms = [...document.querySelectorAll(TERM)];
  terms.forEach((term) => {
    term.setAttribute("role", "button");
    term.setAttribute("aria-expanded", "false");
  });

  /* The explanations of a glossary stand beside its page; each is read once. */
  const read = {};
  const glossary = (page) => read[page] ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = page.replace(/\.html$/, ".js");
    script.onload = () => done(window.__terms);
    script.onerror = failed;
    document.head.append(script);
  });

  const box = document.createElement("span"), words = document.createElement("span"), more = document.createElement("a");
  box.className = "pb-explained";
  box.popover = "manual";
  words.setAttribute("role", "status"); // what opens is read out
  more.className = "pb-explained__more";
  more.textContent = t("glossary");
  box.append(words, " ", more);
  let current = null, timer = 0;

  const close = () => {
    clearTimeout(timer);
    if (!current) return;
    current.setAttribute("aria-expanded", "false");
    current = null;
    words.replaceChildren();
    box.remove();
  };

  /* Below the term, or above it where there is no room below; never beyond the window's edges. */
  const place = () => {
    const { left, top, bottom } = [...current.getClientRects()].at(-1), { clientWidth, clientHeight } = document.documentElement;
    const start = Math.max(EDGE, Math.min(left, clientWidth - box.offsetWidth - EDGE));
    const isBelow = bottom + box.offsetHeight + EDGE < clientHeight || top < box.offsetHeight + EDGE;
    box.style.left = `${start + scrollX}px`;
    box.style.top = `${(isBelow ? bottom + 4 : top - box.offsetHeight - 4) + scrollY}px`;
  };

  const open = async (term) => {
    clearTimeout(timer);
    if (term === current) return;
    close();
    current = term;
    const [page, id] = term.href.split("#");
    const found = await glossary(page).then((all) => all?.[decodeURIComponent(id)], () => null);
    if (term !== current) return;
    if (!found) {
      current = null;
      location.href = term.href;
      return;
    }
    more.href = term.href;
    term.after(box);
    box.showPopover();
    const name = document.createElement("b");
    name.textContent = t("name", { term: found[0] });
    words.append(name, ` ${found[1]}`);
    term.setAttribute("aria-expanded", "true");
    place();
  };

  const termOf = ({ target }) => target.closest?.(TERM);
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (!term || term === more) return box.contains(event.target) || close();
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (term === current && event.pointerType !== "mouse") close();
    else open(term);
  });
  document.addEventListener("keydown", (event) => {
    const term = termOf(event);
    if (event.key === "Escape" && current) {
      if (box.contains(document.activeElement)) current.focus();
      close();
    } else if (event.key === " " && term && term !== more) {
      event.preventDefault();
      term.click();
    }
  });
  /* Only a pointer that rests opens it, and only one that is away from both closes it: one can move to what opened. */
  const isNear = (target) => target && (box.contains(target) || current?.contains(target));
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const term = termOf(event);
    clearTimeout(timer);
    if (term && term !== more) timer = setTimeout(open, REST, term);
    else if (current && !isNear(event.target) && !current.matches(":focus")) timer = setTimeout(close, LEAVE);
  });
  document.addEventListener("focusin", (event) => isNear(event.target) || close());
  addEventListener("resize", close);
  addEventListener("beforeprint", close);
})();
