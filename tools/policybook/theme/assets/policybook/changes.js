/* Steps from change to change by button and key; without it, the links beside each change do the same. */
(() => {
  const whole = document.querySelector(".pb-whole");
  const all = whole ? [...whole.querySelectorAll(".pb-change[id]")] : [];
  if (!all.length) return;
  const bar = document.createElement("div");
  bar.className = "pb-stepper";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", t("stepper"));
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const button = (words, key, by) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.setAttribute("aria-keyshortcuts", key);
    made.title = t("key", { key });
    made.addEventListener("click", () => step(by));
    return made;
  };
  bar.append(button(`↑ ${t("previous")}`, "p", -1), said, button(`↓ ${t("next")}`, "n", 1));
  whole.append(bar);

  let current = null;
  const shown = () => all.filter((change) => change.querySelector(".pb-about").offsetHeight > 0);
  const here = () => document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  const tell = (change) => {
    const list = shown();
    const about = change.querySelector(".pb-about");
    const words = [about.querySelector(".pb-badge"), about.querySelector(".pb-label")];
    const named = words.filter(Boolean).map((part) => part.textContent).join(" ");
    said.textContent = t("at", { number: list.indexOf(change) + 1, of: list.length, named });
  };
  const step = (by) => {
    const list = shown();
    let at = current && current.getBoundingClientRect().bottom > 0 ? list.indexOf(current) : -1;
    const inSight = current && at >= 0 && current.getBoundingClientRect().top < innerHeight;
    if (!inSight) {
      // The reader has scrolled away: go on from what is in sight.
      const edge = here() + 30;
      const next = list.findIndex((change) => change.getBoundingClientRect().top > edge);
      at = next < 0 ? list.length - (by < 0 ? 0 : 1) : by > 0 ? next - 1 : next;
    }
    const to = list[Math.min(Math.max(at + by, 0), list.length - 1)];
    if (!to) return;
    current?.removeAttribute("data-current");
    current = to;
    to.setAttribute("data-current", "");
    to.tabIndex = -1;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "start" });
    tell(to);
  };
  const count = () => {
    const list = shown();
    said.textContent = t("count", { n: list.length });
    list.forEach((change, at) => {
      change.querySelector(".pb-go span").textContent = t("position", { number: at + 1, of: list.length });
      for (const [name, to] of [["prev", list[at - 1]], ["next", list[at + 1]]]) {
        const link = change.querySelector(`.pb-go [rel="${name}"]`);
        if (link) {
          link.hidden = !to;
          if (to) link.setAttribute("href", `#${to.id}`);
        }
      }
    });
  };
  const keys = { n: 1, j: 1, p: -1, k: -1 };
  document.addEventListener("keydown", (event) => {
    const by = keys[event.key];
    const { tagName, isContentEditable, type } = event.target;
    const isTyping = isContentEditable || tagName === "TEXTAREA" || tagName === "SELECT" || (tagName === "INPUT" && !/radio|checkbox/.test(type));
    if (!by || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    step(by);
  });
  document.querySelectorAll(".pb-tools input").forEach((input) => input.addEventListener("change", count));
  count();
})();
