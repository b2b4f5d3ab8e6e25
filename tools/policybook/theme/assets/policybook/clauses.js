/* What a reader can do with the clause that an address leads to: copy its link or a citation of it, see who else says
   something about it; and print a declaration by itself. Without it, the address is in the browser's own bar. */
(() => {
  const root = new URL("../..", document.currentScript.src);
  const article = document.querySelector(".pb-policy"), text = article?.querySelector(".pb-text");
  if (!text) return;
  const CLAUSE = ":is(p, li, div)[id]", HEADING = "h2, h3, h4, h5, h6";

  const made = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...inside);
    return element;
  };
  const button = (words, act) => {
    const element = made("button", "pb-tool", words);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  };
  const wordsOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".pb-tools, .pb-note, a:empty").forEach((one) => one.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  /* Where a clause stands, as somebody would say it: its label and those above it, else which point of its section it is. */
  const labelOf = (element) => {
    const link = [...element.children].find((one) => !one.matches("span[id]"));
    return link?.matches(`a[href="#${CSS.escape(element.id)}"]`) && link.textContent ? link.textContent : "";
  };
  const sectionOf = (clause) => [...text.querySelectorAll(HEADING)]
    .filter((one) => one.id && one.compareDocumentPosition(clause) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
  const placeOf = (clause) => {
    const labels = [];
    for (let one = clause; one && one !== text; one = one.parentElement) if (one.matches(CLAUSE) && labelOf(one)) labels.unshift(labelOf(one));
    if (labelOf(clause)) return labels.join(" ");
    const above = clause.parentElement.closest(CLAUSE), section = sectionOf(clause);
    const own = labels.length && text.contains(above)
      ? [...above.querySelectorAll(CLAUSE)]
      : [...text.querySelectorAll(CLAUSE)].filter((one) => sectionOf(one) === section);
    return [...labels, t("point", { n: own.indexOf(clause) + 1 })].join(t("comma"));
  };
  const standing = () => {
    const [state, ...rest] = article.querySelector(".pb-standing span").childNodes;
    const words = article.classList.contains("pb-policy--in-force") ? `${state.textContent}${rest[0]?.textContent ?? ""}` : state.textContent;
    return words.trim().replace(/[.;].*$/, "").replace(/^./, (first) => first.toLowerCase());
  };
  const citation = (target) => {
    const isSection = target.matches(HEADING), section = isSection ? target : sectionOf(target);
    return [
      article.querySelector(".pb-school").textContent,
      wordsOf(article.querySelector("h1")),
      standing(),
      ...(section ? [wordsOf(section)] : []),
      ...(isSection ? [] : [placeOf(target)]),
    ].join(t("comma"));
  };
  const addressOf = (target) => new URL(`#${target.id}`, location.href).href;

  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      // Browsers give the clipboard to safe addresses only.
      const field = made("textarea", "pb-hidden", words);
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };

  const tools = made("span", "pb-tools"), said = made("span", "pb-tools__said");
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", t("tools"));
  said.setAttribute("role", "status");
  let current = null;
  const copying = (what, done, words) => button(what, async () => {
    await copy(words(current));
    said.textContent = done;
  });
  tools.append(
    copying(t("copy_link"), t("link_copied"), addressOf),
    copying(t("copy_citation"), t("citation_copied"), (target) => `${citation(target)}. ${addressOf(target)}`),
  );

  /* What schools say on the rules that a clause states stands on the pages that compare them. The scripts that set two
     policies side by side know which rules those are. */
  const load = (source) => new Promise((done) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = script.onerror = done;
    document.body.append(script);
  });
  const others = made("span", "pb-tools__others"), compared = article.querySelector('a[href$="compared.html"]');
  const statedBy = async (id) => {
    await load(new URL("compared.js", compared.href));
    const own = Object.values(window.__statements ?? {})[0];
    if (!own) return [];
    await load(new URL(`compare/${own.kind}/rules.js`, root));
    const at = own.clauses.findIndex(([clause]) => clause === id);
    return (window.__rules?.[own.kind]?.topics ?? []).flatMap(({ rules }) => rules)
      .filter(([rule]) => own.rules[rule]?.[2].includes(at));
  };
  const tellOthers = async () => {
    const { id } = current, rules = await statedBy(id);
    if (current?.id !== id) return;
    const links = rules.map(([, title, place, count]) => {
      const link = made("a", "", title);
      link.href = new URL(place, root);
      return made("span", "", link, ` (${count > 1 ? t("policies", { n: count }) : t("nobody_else")})`);
    });
    others.replaceChildren(...(links.length ? links : [t("no_rule")]));
    others.querySelector("a")?.focus();
  };
  if (compared) tools.append(button(t("who_else"), tellOthers));

  /* Offers the tools at the clause or section that the address names. */
  const offer = () => {
    tools.remove();
    said.textContent = "";
    others.replaceChildren();
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    current = target && text.contains(target) ? target.closest(`${CLAUSE}, ${HEADING}`) : null;
    if (!current) return;
    tools.append(said, others);
    if (current.matches(HEADING)) current.after(tools);
    else current.insertBefore(tools, [...current.children].find((one) => one.matches("ul, ol, p, div")) ?? null);
  };
  addEventListener("hashchange", offer);
  offer();

  /* A declaration is printed by itself, with the policy and the version that it is about. */
  const declaration = article.querySelector(".pb-acknowledgement");
  declaration?.append(made("div", "pb-tools", button(t("print_declaration"), () => {
    article.classList.add("pb-policy--declaration");
    print();
  })));
  addEventListener("afterprint", () => article.classList.remove("pb-policy--declaration"));
})();
