/* What every page needs before it is shown: what the reader has chosen, and a search that knows other words for those
   that are typed and works from a folder on disk. Without it, all text, links and tables are there. */
(() => {
  const root = new URL("../..", document.currentScript.src);

  // Material's own functions, which it repeats in every page.
  window.__md_scope = root;
  window.__md_hash = (text) => [...text].reduce((sum, letter) => (sum << 5) - sum + letter.charCodeAt(0), 0);
  window.__md_get = (name, storage = localStorage, scope = __md_scope) => JSON.parse(storage.getItem(`${scope.pathname}.${name}`));
  window.__md_set = (name, value, storage = localStorage, scope = __md_scope) => {
    try { storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value)); } catch { /* Storage is full or refused. */ }
  };
  window.__md_palette = () => {
    const colour = __md_get("__palette")?.color;
    if (!colour) return;
    if (colour.media === "(prefers-color-scheme)") {
      const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      const input = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${scheme})"]`);
      for (const name of ["media", "scheme", "primary", "accent"]) colour[name] = input.getAttribute(`data-md-color-${name}`);
    }
    for (const [name, value] of Object.entries(colour)) document.body.setAttribute(`data-md-color-${name}`, value);
  };

  const load = (source) => new Promise((done) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = script.onerror = done;
    document.body.append(script);
  });

  // Material asks a worker and shows its answers; where the words are, and which clauses come first, is known to `search.js`.
  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor() {
      super();
      this.query = "";
      document.getElementById("__search").addEventListener("change", () => this.start());
    }
    postMessage({ type, data }) {
      if (type === SETUP) this.say(READY);
      else if (type === QUERY) this.ask(data);
    }
    start() {
      document.querySelector(".md-search__scrollwrap").tabIndex = 0; // what scrolls is scrolled by keys, too
      this.searcher ??= load(new URL("assets/policybook/search.js", root)).then(() => {
        const searcher = window.__searcher(root, load);
        searcher.schools.then((schools) => this.offer(schools));
        return searcher;
      });
      return this.searcher;
    }
    async ask(query) {
      this.query = query;
      const items = query.trim() ? await (await this.start()).ask(query, this.school) : [];
      if (query !== this.query) return;
      this.say(RESULT, { items });
      this.advise(query.trim() && !items.length);
    }
    /* Says what to try where nothing is found. */
    async advise(isNeeded) {
      let advice = document.querySelector(".pb-search-advice");
      if (!advice && !isNeeded) return;
      if (!advice) {
        advice = document.createElement("p");
        advice.className = "pb-search-advice";
        document.querySelector(".md-search-result__meta").after(advice);
      }
      advice.textContent = isNeeded ? (await (await this.searcher).schools).advice : "";
    }
    /* Lets the reader narrow the search to a school. */
    offer({ names, school, all }) {
      if (names.length < 2) return;
      const label = document.createElement("label"), choice = document.createElement("select");
      label.className = "pb-search-school";
      label.append(`${school} `, choice);
      choice.append(new Option(all, ""), ...names.map((name) => new Option(name)));
      choice.value = this.school = names.find((name) => name === __md_get("__school", sessionStorage)) ?? "";
      choice.addEventListener("change", () => {
        this.school = choice.value;
        __md_set("__school", choice.value, sessionStorage);
        this.ask(this.query);
      });
      document.querySelector(".md-search__output").prepend(label);
      // Material closes the search at Tab, and takes the arrows for its results.
      const query = document.querySelector(".md-search__input");
      query.addEventListener("keydown", (event) => {
        if (event.key !== "Tab" || event.shiftKey || !query.value) return;  // who has typed nothing is passing by
        event.preventDefault();
        event.stopPropagation();
        choice.focus();
      });
      choice.addEventListener("keydown", (event) => {
        if (event.key === "Escape") return;
        event.stopPropagation();
        if (event.key !== "Tab") return;
        event.preventDefault();
        const first = document.querySelector(".md-search-result__link");
        (event.shiftKey || !first ? query : first).focus();
      });
      if (this.school) this.ask(this.query);
    }
    /* Never at once, as no worker does: Material is not ready to hear it. */
    say(type, data) {
      setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data: { type, data } })));
    }
  };

  // What Material opens in a narrow window by labels, which no key reaches, opens by buttons in them.
  document.addEventListener("DOMContentLoaded", () => {
    const menu = document.querySelector(".md-sidebar--primary");
    const named = { __drawer: menu?.querySelector("[aria-label]"), __search: document.querySelector(".md-search") };
    for (const [id, part] of Object.entries(named)) {
      const label = document.querySelector(`.md-header__button[for="${id}"]`), toggle = document.getElementById(id);
      if (!label || !toggle || !part) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", part.getAttribute("aria-label"));
      button.setAttribute("aria-expanded", toggle.checked);
      button.append(...label.childNodes);
      label.append(button);
      button.addEventListener("click", () => toggle.click());
      toggle.addEventListener("change", () => button.setAttribute("aria-expanded", toggle.checked));
      if (id === "__search") continue;
      toggle.addEventListener("change", () => {
        if (toggle.checked) [...menu.querySelectorAll("a[href]")].find((link) => link.getClientRects().length)?.focus();
      });
      menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !toggle.checked) return;
        toggle.click();
        button.focus();
      });
    }
  });

  // Paper says when it was printed and from where, since nothing on it changes any more.
  addEventListener("beforeprint", () => {
    const from = location.protocol === "file:" ? "" : ` · ${location.href.split("#")[0]}`;
    document.querySelector(".md-content__inner")?.setAttribute("data-printed", t("printed", { date: t.date(new Date()) }) + from);
  });

  // Material makes a landmark of the buttons beside each piece of code, and gives none of them a name.
  document.addEventListener("DOMContentLoaded", () => {
    if (document.querySelector(".pb-text")) load(new URL("assets/policybook/clauses.js", root));
    if (document.querySelector('.md-content a[href*="glossary.html#"]')) load(new URL("assets/policybook/terms.js", root));
    if (!document.querySelector("pre > code")) return;
    const name = () => document.querySelectorAll("nav.md-code__nav").forEach((nav, at) => {
      if (!nav.hasAttribute("aria-label")) nav.setAttribute("aria-label", t("code", { number: at + 1 }));
    });
    new MutationObserver(name).observe(document.querySelector("main"), { childList: true, subtree: true });
  });
})();
