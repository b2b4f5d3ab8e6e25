/* Which clauses answer a question best: words count by how rare they are, other words for them a little less, and who
   answers more of the question comes first. In the manner of BM25 (Robertson and Zaragoza, 2009). What is asked for is
   read in parts, which `rendering/search_files.py` writes. */
window.__searcher = (root, load) => {
  const BEGUN = .6, MISTYPED = .5, FULL = .9;
  const NAMED = { "!": .9, "~": .3 }, LESS = .6;  // what a word of a title or stem counts, and one of a rule's; less of another word
  const PAGES = 30, CLAUSES = 12, SHOWN = 3, LENGTH = 420, AROUND = 160;
  const WEIGHTS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", ROOM = 2 ** 20;
  const LETTERS = /[\p{L}\p{N}]+/gu;

  const stem = (word) => {
    if (word.length < 4) return word;
    let short = word.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
    if (short.length > 5) short = short.replace(/(?:ing|ed|ion|ally)$/, "");
    return short.replace(/([b-df-hj-np-rtv-z])\1$/, "$1").replace(/e$/, "");
  };
  const wordsOf = (text) => text.toLowerCase().replace(/['’]s\b/g, "").match(LETTERS) ?? [];
  const within = (all, part, from = 0) => part.every((one, n) => all[from + n] === one);

  /* Parts: each a script that hands over its words, packed. */
  const packed = new Map(), parts = new Map();
  window.__part = (name, text) => packed.set(name, text);
  const unpacked = (text) => new Response(
    new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("deflate")),
  ).json();
  const part = (name) => {
    if (!parts.has(name)) {
      parts.set(name, load(new URL(`search/${name}.js`, root)).then(() => {
        if (packed.has(name)) return unpacked(packed.get(name));
        parts.delete(name);  // perhaps the network is back the next time
        return null;
      }));
    }
    return parts.get(name);
  };
  const contents = part("contents").then((found) => {
    if (!found) return null;
    const alike = found.alike.map(([value, group]) => ({ value, phrases: group.map(wordsOf) }));
    const stems = alike.map(({ phrases }) => phrases.map((phrase) => phrase.map(stem)));
    const count = found.pages.reduce((sum, [, , clauses]) => sum + clauses, 0);
    return { ...found, alike, stems, count, idle: new Set(found.idle) };
  });

  /* The words of a part by their stems, and the places of words that were asked for. */
  const tables = new Map(), read = new Map();
  const tableOf = async (known, word) => {
    let n = known.starts.length - 1;
    while (n > 0 && known.starts[n] > word.slice(0, 2)) n -= 1;
    if (n < 0) return new Map();
    if (!tables.has(n)) {
      const words = await part(`words/${n}`);
      if (!words) {
        read.clear();
        return new Map();
      }
      const table = new Map();
      for (const one of Object.keys(words)) {
        if (!table.has(stem(one))) table.set(stem(one), []);
        table.get(stem(one)).push([one, words[one]]);
      }
      tables.set(n, table);
    }
    return tables.get(n);
  };

  /* Where a word stands, in any of its forms: clause -> how often, how much it says there once, and in what names it. */
  const placesOf = (known, word) => {
    if (!read.has(word)) read.set(word, readPlaces(known, word));
    return read.get(word);
  };
  const readPlaces = async (known, word) => {
    const own = stem(word), places = new Map();
    for (const table of new Set([await tableOf(known, word), await tableOf(known, own)])) {
      for (const [, written] of table.get(own) ?? []) {
        for (const of of written.split(" ")) {
          const [page, clauses] = of.split(":");
          for (const [, first, weight, last, mark] of clauses.matchAll(/(\d+)(?:([a-zA-Z])|(?:-(\d+))?([!~]))/g)) {
            for (let n = +first; n <= +(last ?? first); n += 1) {
              const at = page * ROOM + n, place = places.get(at) ?? { often: 0, weight: 0, named: 0 };
              if (weight) {
                place.often += 1;
                place.weight = WEIGHTS.indexOf(weight) / (WEIGHTS.length - 1);
              } else place.named = Math.max(place.named, NAMED[mark]);
              places.set(at, place);
            }
          }
        }
      }
    }
    return places;
  };

  const isNear = (one, other) => {
    if (Math.abs(one.length - other.length) > 1) return false;
    let from = 0, end = 0;
    while (from < one.length && one[from] === other[from]) from += 1;
    while (end < one.length - from && end < other.length - from && one.at(-1 - end) === other.at(-1 - end)) end += 1;
    const [a, b] = [one.slice(from, one.length - end), other.slice(from, other.length - end)];
    return a.length + b.length <= 2 && (a.length < 2 || b.length < 1) && (b.length < 2 || a.length < 1)
      || (a.length === 2 && a[0] === b[1] && a[1] === b[0]);
  };

  /* What stands for a word that nothing has: words that begin with what is being typed, else words mistyped by a letter. */
  const insteadOf = async (known, word, isLast) => {
    const table = await tableOf(known, word);
    if (table.has(stem(word)) || word.length < 2) return [];
    const words = [...table.values()].flatMap((forms) => forms.map(([one]) => one));
    const begun = isLast ? words.filter((one) => one.startsWith(word)) : [];
    const meant = begun.length || word.length < 5 ? [] : words.filter((one) => isNear(one, word));
    return [...begun.map((one) => [one, BEGUN]), ...meant.map((one) => [one, MISTYPED])];
  };

  /* What a question asks for: each a list of phrases with what they count, the reader's own first. */
  const wantedIn = async (known, query) => {
    const typed = wordsOf(query), stems = typed.map(stem), wanted = [];
    for (let n = 0; n < stems.length;) {
      let long = 1;
      for (const group of known.stems) for (const phrase of group) if (phrase.length > long && within(stems, phrase, n)) long = phrase.length;
      const own = typed.slice(n, n + long), ownStems = stems.slice(n, n + long);
      if (long > 1 || !known.idle.has(typed[n])) {
        const others = known.alike
          .filter((_, at) => known.stems[at].some((phrase) => phrase.length === long && within(ownStems, phrase)))
          .flatMap(({ value, phrases }) => phrases.map((one) => [one, value]));
        const isLast = n + long === stems.length && !/\s$/.test(query);
        const instead = long === 1 ? await insteadOf(known, own[0], isLast) : [];
        wanted.push({
          typed: own.join(" "),
          phrases: [
            [own, 1],
            ...others.filter(([one]) => one.map(stem).join(" ") !== ownStems.join(" ")),
            ...instead.map(([one, value]) => [[one], value]),
          ],
        });
      }
      n += long;
    }
    return wanted;
  };

  /* What a word says about a clause in which it stands so often, from what it says if it stands there once. */
  const saying = ({ often, weight }) => often && often / (often + 1 / weight - 1);

  const found = async (known, phrase, value) => {
    const telling = phrase.filter((one) => !known.idle.has(one));
    if (value < 1 && telling.length === 1 && phrase.length > 1) return new Map();  // “in school” is not “school”
    const all = await Promise.all((telling.length ? telling : phrase).map((one) => placesOf(known, one)));
    const hits = new Map();
    for (const at of all[0].keys()) {
      if (!all.every((one) => one.has(at))) continue;
      const places = all.map((one) => one.get(at));
      const named = Math.min(...places.map((one) => one.named)) * (value < 1 ? LESS : 1);
      hits.set(at, value * (Math.min(...places.map(saying)) + named));
    }
    return hits;
  };

  /* Every clause that has something of what is wanted: its score, and for each thing wanted the phrase it has. */
  const weighed = async (known, wanted, school) => {
    const scores = new Map();
    let total = 0;
    for (const [n, one] of wanted.entries()) {
      const best = new Map();
      const each = await Promise.all(one.phrases.map(([phrase, value]) => found(known, phrase, value)));
      each.forEach((hits, which) => {
        for (const [at, value] of hits) if (value > (best.get(at)?.value ?? 0)) best.set(at, { value, phrase: one.phrases[which][0] });
      });
      const weight = Math.log(1 + known.count / (best.size + .5));
      total += weight;
      for (const [at, { value, phrase }] of best) {
        if (school && known.pages[Math.floor(at / ROOM)][1] !== school) continue;
        if (!scores.has(at)) scores.set(at, { sum: 0, parts: 0, phrases: [] });
        const score = scores.get(at);
        score.sum += weight * value;
        score.parts += weight;
        score.phrases[n] = phrase;
      }
    }
    for (const score of scores.values()) score.value = score.sum * (score.parts / total) ** FULL;
    return scores;
  };

  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const escaped = (text) => text.replace(/[&<>]/g, (sign) => SIGNS[sign]);
  const marked = (text, stems, words) => {
    let html = "", from = 0;
    for (const match of text.matchAll(LETTERS)) {
      const word = match[0].toLowerCase();
      if (!stems.has(stem(word))) continue;
      words.add(word);
      html += `${escaped(text.slice(from, match.index))}<mark data-md-highlight>${match[0]}</mark>`;
      from = match.index + match[0].length;
    }
    return html + escaped(text.slice(from));
  };
  const cut = (text, stems) => {
    if (text.length <= LENGTH) return text;
    const first = [...text.matchAll(LETTERS)].find((match) => stems.has(stem(match[0].toLowerCase())))?.index ?? 0;
    const from = first <= AROUND ? 0 : text.indexOf(" ", first - AROUND) + 1;
    const end = text.length - from <= LENGTH ? text.length : text.lastIndexOf(" ", from + LENGTH);
    return `${from ? "… " : ""}${text.slice(from, end)}${end < text.length ? " …" : ""}`;
  };
  const item = (address, [anchor, title, text, above], score, wanted) => {
    const has = (n) => score?.phrases[n];
    const stems = new Set(wanted.flatMap((_, n) => has(n) ?? []).map(stem)), words = new Set();
    const before = above && `<span class="pb-stem">${marked(cut(above, stems), stems, words)}</span> `;
    const own = marked(cut(text, stems), stems, words);
    const missing = score ? wanted.filter((_, n) => !has(n)).map((one) => one.typed) : [];
    return {
      location: anchor ? `${address}#${anchor}` : address,
      title: marked(title, stems, words),
      text: before + own,
      score: score?.value ?? 0,
      terms: Object.fromEntries([...[...words].map((one) => [one, true]), ...missing.map((one) => [one, false])]),
    };
  };

  /* The schools that a search can be narrowed to, and what to call the choice. */
  const schools = contents.then((known) => {
    const names = [...new Set(known?.pages.map(([, school]) => school))].filter(Boolean).sort((a, b) => a.localeCompare(b));
    return { names, school: known?.school, all: known?.all };
  });

  /* The pages that answer a question as Material shows them: of each the page and its clauses, best first. */
  const ask = async (query, school) => {
    const known = await contents;
    const wanted = known ? await wantedIn(known, query) : [];
    const scores = await weighed(known, wanted, school), pages = new Map();
    for (const [at, score] of scores) {
      const page = Math.floor(at / ROOM);
      if (!pages.has(page)) pages.set(page, { best: 0, clauses: [] });
      const of = pages.get(page);
      of.best = Math.max(of.best, score.value);
      of.clauses.push([at % ROOM, score]);
    }
    const first = [...pages].sort(([, one], [, other]) => other.best - one.best).slice(0, PAGES);
    const shown = await Promise.all(first.map(async ([page, { clauses }]) => {
      const [address, , , text] = known.pages[page];
      const entries = (await part(`texts/${text}`))?.[page];
      if (!entries) return [];
      const first = clauses.sort(([, one], [, other]) => other.value - one.value).slice(0, CLAUSES);
      const items = first.map(([n, score]) => item(address, entries[n], score, wanted));
      if (!first.some(([n]) => n === 0)) items.push(item(address, entries[0], null, wanted));
      items.sort((one, other) => other.score - one.score);
      // Material folds up what scores less than the first.
      items.slice(0, SHOWN + 1).forEach((one) => { if (one.score) one.score = items[0].score; });
      return items;
    }));
    return shown.filter((items) => items.length);
  };

  return { ask, schools };
};
