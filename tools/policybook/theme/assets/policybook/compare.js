/* Two policies side by side, and which schools a reader wants to see. Without it, every page says what all schools say. */
(() => {
  const make = (tag, props = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), props);
    made.append(...children.filter((child) => child !== null));
    return made;
  };
  const labelled = (words, control) => make("label", {}, words, control);

  /* Scripts and not JSON: browsers read no JSON from a folder on disk. */
  const loaded = new Map();
  const load = (source) => {
    if (!loaded.has(source)) {
      loaded.set(source, new Promise((done, failed) => {
        document.body.append(make("script", { src: source, onload: done, onerror: () => failed(new Error(source)) }));
      }));
    }
    return loaded.get(source);
  };

  /* Two policies side by side. */
  const sideBySide = (page) => {
    const entries = [...page.querySelectorAll("[data-policy]")];
    const known = new Map(entries.map((one) => [one.dataset.policy, one]));
    const nameOf = (policy) => known.get(policy).querySelector("a").textContent;
    const root = new URL(page.dataset.root.replace(/index\.html$/, ""), location.href);
    const asked = new URLSearchParams(location.search);
    const result = page.querySelector(".pb-two__result");

    const chooser = (name) => {
      const select = make("select", { name });
      select.append(make("option", { value: "", textContent: t("choose") }));
      for (const policy of known.keys()) select.append(make("option", { value: policy, textContent: nameOf(policy) }));
      if (known.has(asked.get(name))) select.value = asked.get(name);
      return select;
    };
    const [a, b] = ["a", "b"].map(chooser);
    const shows = [["all", t("show_all")], ["differ", t("show_differ")], ["both", t("show_both")]];
    const radios = shows.map(([value, words], at) => make("label", {}, make("input", { type: "radio", name: "show", value, checked: at === 0 }), words));
    const status = make("div");
    status.setAttribute("role", "status");
    const choice = make("div", { className: "pb-choice" }, labelled(t("first"), a), labelled(t("second"), b),
      make("fieldset", {}, make("legend", { textContent: t("show") }), ...radios), status);
    result.before(choice);

    const chip = ([word, shape]) => make("span", { className: `pb-chip pb-chip--${shape}` }, make("i", { className: `pb-${shape}` }), word);
    const address = (policy, id) => `${new URL(policy.page, root)}${id ? `#${id}` : ""}`;
    const side = (policy, rule, rules) => {
      const stated = policy.rules[rule];
      const box = make("div");
      if (!stated) {
        box.append(make("span", { className: "pb-silent-cell" }, make("i", { className: "pb-silent" }), t("silent")));
        return box;
      }
      box.append(chip(rules.positions[stated[0]]));
      for (const at of stated[2]) {
        const [id, label, stem, words] = policy.clauses[at];
        const link = make("a", { className: "pb-to", href: address(policy, id), textContent: label || "¶" });
        if (!label) link.setAttribute("aria-label", t("clause"));
        box.append(make("p", { className: "pb-said" }, link, " ",
          stem ? make("span", { className: "pb-stem", textContent: `${stem} ` }) : null, words));
      }
      return box;
    };
    const SAY = {
      same: (why) => t("told.same", { why }),
      stricter: (why) => t("told.stricter", { why }),
      looser: (why) => t("told.looser", { why }),
      conflict: (why) => t("told.conflict", { why }),
      differs: (why) => t("told.differs", { why }),
    };
    const relationOf = (one, other, rules) => {
      const [relation, why] = rules.whys[rules.relations[one[0]][other[0]]];
      const filled = [["\u0001", one[1]], ["\u0002", other[1]]].reduce((words, [place, own]) => words.replaceAll(place, own.join("; ")), why);
      return [relation, filled];
    };
    const head = (policy) => make("div", {}, make("a", { href: address(policy), textContent: policy.name }),
      policy.draft ? make("span", { className: "pb-is-draft" }, make("i", { className: "pb-draft" }), t("not_in_force")) : null);

    const show = async () => {
      const wanted = [a.value, b.value];
      const how = choice.querySelector("input:checked").value;
      history.replaceState(null, "", wanted.some(Boolean) ? `?${new URLSearchParams({ a: a.value, b: b.value })}${location.hash}` : location.pathname);
      if (!wanted.every(Boolean) || a.value === b.value) {
        result.replaceChildren();
        status.textContent = wanted.every(Boolean) ? t("choose_different") : "";
        return;
      }
      try {
        await Promise.all([load(page.dataset.rules), ...wanted.map((policy) => load(known.get(policy).dataset.statements))]);
      } catch (error) {
        status.textContent = t("not_found", { what: error.message });
        return;
      }
      if (wanted[0] !== a.value || wanted[1] !== b.value) return;
      const [one, other] = wanted.map((policy) => window.__statements[policy]);
      const rules = window.__rules[one.kind];
      const parts = [];
      const count = { both: 0, conflict: 0, first: 0, second: 0 };
      for (const topic of rules.topics) {
        const pairs = [];
        for (const [id, title, place] of topic.rules) {
          const [first, second] = [one.rules[id], other.rules[id]];
          if (!first && !second) continue;
          const [relation, why] = first && second ? relationOf(first, second, rules) : ["", ""];
          count.both += Boolean(relation);
          count.conflict += relation === "conflict";
          count.first += !second;
          count.second += !first;
          if ((how === "both" && !relation) || (how === "differ" && relation === "same")) continue;
          const said = relation ? SAY[relation](why) : "";
          pairs.push(make("section", { className: "pb-pair" },
            make("h3", {}, make("a", { href: new URL(place, root), textContent: title })),
            said ? make("p", { className: "pb-pair__why" }, said) : null,
            make("div", { className: "pb-pair__sides" }, side(one, id, rules), side(other, id, rules))));
          if (relation === "conflict") pairs.at(-1).querySelector("p").prepend(make("strong", { className: "pb-conflict" }, make("i", { className: "pb-clash-mark" }), t("conflict")), " ");
        }
        if (pairs.length) parts.push(make("h2", { textContent: topic.title }), ...pairs);
      }
      result.replaceChildren(make("div", { className: "pb-heads" }, head(one), head(other)), ...parts);
      status.textContent = t("status", { rules: t("rules", { n: count.both }), conflicts: t("conflicts", { n: count.conflict }), first: count.first, second: count.second });
    };
    choice.addEventListener("change", show);
    show();
  };

  /* Which schools a reader wants to see, on pages with many of them. */
  const filtered = (page) => {
    const wordings = [...page.querySelectorAll(".pb-wording")];
    const choice = page.querySelector(".pb-filter");
    if (!choice) return;
    const [name, phase, status] = ["input", "select", "[role=status]"].map((which) => choice.querySelector(which));
    const folds = [...page.querySelectorAll(".pb-more, .pb-voices")].filter((one) => one.tagName === "DETAILS");
    const apply = () => {
      const words = name.value.trim().toLowerCase();
      const isWanted = (voice) => voice.textContent.toLowerCase().includes(words) && (!phase?.value || voice.dataset.phase === phase.value);
      let shown = 0;
      for (const wording of wordings) {
        const own = [...wording.querySelectorAll(".pb-voice")].filter(isWanted);
        wording.hidden = !own.length;
        shown += own.length > 0;
      }
      const isFiltered = Boolean(words || phase?.value);
      for (const fold of folds) fold.open = isFiltered;
      for (const stand of page.querySelectorAll(".pb-stand")) stand.hidden = ![...stand.querySelectorAll(".pb-wording")].some((one) => !one.hidden);
      status.textContent = isFiltered ? t("wordings", { n: shown }) : "";
    };
    choice.addEventListener("input", apply);
  };

  const two = document.querySelector(".pb-two");
  if (two) sideBySide(two);
  const many = document.querySelector(".pb-compare[data-many]");
  if (many) filtered(many);
})();
