/* What every page needs before it is shown: what the reader has chosen, and a search that knows other words for those
   that are typed and works from a folder on disk. Without it, all text, links and tables are there. */
(() => {
  const root = new URL("../..", document.currentScript.src);
  const isOnDisk = location.protocol === "file:";

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

  const load = (source, into = document) => new Promise((done) => {
    const script = into.createElement("script");
    script.src = source;
    script.onload = script.onerror = done;
    into.body.append(script);
  });

  // Browsers start no worker from a folder on disk: there it runs in a hidden frame.
  const inFrame = (source, answer) => {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.title = "";
    document.body.append(frame);
    const inner = frame.contentWindow;
    inner.postMessage = answer;
    inner.importScripts = (...all) => all.reduce((before, one) => before.then(() => load(one, inner.document)), Promise.resolve());
    const loaded = load(source, inner.document);
    return (data) => loaded.then(() => inner.dispatchEvent(new inner.MessageEvent("message", { data })));
  };
  const inWorker = (source, answer) => {
    const worker = new Started(source);
    worker.addEventListener("message", ({ data }) => answer(data));
    return (data) => worker.postMessage(data);
  };
  const unpacked = (text) => new Response(
    new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("deflate")),
  ).json();

  // Material's search marks the words; which clauses come first is decided in `search.js`.
  const SETUP = 0, QUERY = 2, RESULT = 3, SHOWN = 3;
  const SEPARATOR = String.raw`[\s\-,:;!?()\[\]"“”‘’'/*…]+|\.(?!\d)`;
  const Started = window.Worker;
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(source) {
      super();
      this.asked = [];
      this.send = (isOnDisk ? inFrame : inWorker)(source, (data) => this.answer(data));
      this.ready = Promise.all(["assets/policybook/search.js", "search/words.js"].map((name) => load(new URL(name, root))));
    }
    postMessage(message) {
      this.ready = this.ready.then(async () => {
        let data = message;
        if (message.type === SETUP) {
          if (isOnDisk && window.__docs) message.data.docs = await unpacked(__docs);
          message.data.config.separator = SEPARATOR;
          this.find = window.__finder?.(message.data.docs, window.__words ?? []);
        } else if (message.type === QUERY) {
          // Who writes lunr's signs knows what to look for.
          const found = /[+\-:"~^*]/.test(message.data) ? null : this.find?.(message.data);
          this.asked.push(found);
          if (found) data = { ...message, data: found.lookup };
        }
        await this.send(data);
      });
    }
    answer(data) {
      const found = data.type === RESULT && this.asked.shift();
      if (found) {
        for (const page of data.data.items) {
          for (const item of page) Object.assign(item, { score: found.score(item.location), terms: found.terms(item.location) });
          page.sort((one, other) => other.score - one.score);
          // Material folds up what scores less than the first.
          page.slice(0, SHOWN + 1).forEach((item) => { if (item.score) item.score = page[0].score; });
        }
        data.data.items = data.data.items.filter(([first]) => first.score).sort(([one], [other]) => other.score - one.score);
      }
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
  };

  // Material makes a landmark of the buttons beside each piece of code, and gives none of them a name.
  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector("pre > code")) return;
    const name = () => document.querySelectorAll("nav.md-code__nav").forEach((nav, at) => {
      if (!nav.hasAttribute("aria-label")) nav.setAttribute("aria-label", `Code ${at + 1}`);
    });
    new MutationObserver(name).observe(document.querySelector("main"), { childList: true, subtree: true });
  });
})();
