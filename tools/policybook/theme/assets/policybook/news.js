/* What is new since a day that the reader chooses; the last visit is remembered in this browser alone. Without it, the list
   is there by month. */
(() => {
  const list = document.querySelector(".pb-news"), place = document.querySelector(".pb-since");
  const entries = [...list.querySelectorAll("li[data-day]")];
  if (!entries.length) return;
  const KEY = "policybook.visits";
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const inWords = (day) => t.date(new Date(`${day}T12:00`));
  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? "");

  // Of several visits on one day, the first counts: what was new then is new until tomorrow.
  let last = null, remembers = true;
  try {
    const visits = window.__md_get?.(KEY) ?? {};
    last = visits.today === today ? visits.before : visits.today;
    if (!isDay(last)) last = null;
    window.__md_set(KEY, { today, before: last });
    remembers = window.__md_get(KEY)?.today === today;
  } catch { remembers = false; }

  const form = document.createElement("form");
  const make = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words, ...more });
  const label = make("label", `${t("since")} `);
  const field = make("input", "", { type: "date", max: today });
  label.append(field);
  const said = make("p", "");
  said.setAttribute("role", "status");
  const memory = make("p", "", { className: "pb-sub" });

  const show = (since) => {
    let count = 0;
    for (const entry of entries) {
      entry.hidden = since !== "" && entry.dataset.day < since;
      count += !entry.hidden;
    }
    for (const month of list.querySelectorAll("section")) month.hidden = !month.querySelector("li[data-day]:not([hidden])");
    for (const link of document.querySelectorAll(".pb-jump a")) link.parentElement.hidden = document.getElementById(link.hash.slice(1)).parentElement.hidden;
    all.hidden = since === "";
    // The list goes on over other pages; what is older than all of this page may be there, too.
    const older = document.querySelector(".pb-older");
    if (older) older.hidden = since !== "" && entries.some((entry) => entry.hidden && entry.dataset.day);
    const goesOn = older && !older.hidden, told = { n: count, date: since && inWords(since) };
    if (since === "") said.textContent = "";
    else if (count) said.textContent = goesOn ? t("entries_here", told) : t("entries", told);
    else said.textContent = goesOn ? t("nothing_here", told) : t("nothing", told);
  };
  const all = make("button", t("all"), { type: "button", hidden: true, onclick: () => { field.value = ""; show(""); field.focus(); } });
  form.append(label, " ", all);
  if (last) {
    const back = make("button", t("last_visit", { date: inWords(last) }), { type: "button", onclick: () => { field.value = last; show(last); } });
    form.insertBefore(back, all);
    form.insertBefore(document.createTextNode(" "), all);
    const forget = make("button", t("forget"), {
      type: "button",
      onclick: () => {
        try { localStorage.removeItem(`${window.__md_scope.pathname}.${KEY}`); } catch { /* There is nothing to forget. */ }
        back.remove();
        memory.textContent = t("forgotten");
      },
    });
    memory.append(t("remembers"), " ", forget);
  } else if (remembers) {
    memory.textContent = t("will_remember");
  }
  field.addEventListener("input", () => { if (field.value === "" || isDay(field.value)) show(field.value); });
  form.addEventListener("submit", (event) => event.preventDefault());
  place.replaceWith(form);
  form.className = "pb-since";
  form.append(said, memory);
})();
