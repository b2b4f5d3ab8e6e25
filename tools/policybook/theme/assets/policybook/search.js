/* Which clauses answer a question best: words count by how rare they are, other words for them a little less, and who
   answers more of the question comes first, in the manner of BM25 (Robertson and Zaragoza, 2009); to that comes how sure
   it is that a clause is about what the question is about, which `subjects.js` tells. What is asked for is read in parts,
   which `rendering/search_files.py` writes. */
window.__searcher = (root, load) => {
  /* How much things count beside a word of the reader's that stands once in a clause of usual length. Decision 0033 tells
     how they were chosen; how much the length of a clause counts is in the index. */
  const COUNTS = {
    SAME: .7,  // another word that means the same
    RELATED: .1,  // one that has to do with it
    BEGUN: .6,  // one that begins with what is being typed
    MISTYPED: .5,  // one that it may have been meant to be
    NAMED: .8,  // a word in the title or stem of a clause
    RULE: .8, TOPIC: .5,  // that a clause states the rule asked about, or is of the topic
    LENT: .6,  // how sure the topic of a rule is beside the rule itself: a school may state another rule of it
    AGAIN: .2,  // a further rule or topic of the same clause
    SURE: 1.5,  // the power of the share of a question that tells a rule: half of one is less than half as sure
    SHOWN: .7,  // a concept where what people ask has another word for it
    MOST: 12,  // how many rules and topics a question is about at most
    APART: .5,  // a page that is no school's, such as one of help
    LEAST: .05,  // what the best clause of a page must have of the best of all
  };
  const PAGES = 30, CLAUSES = 12, SHOWN = 3, LENGTH = 420, AROUND = 160;
  const WEIGHTS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", ROOM = 2 ** 20, SUBJECT = "~";
  const LETTERS = /[\p{L}\p{N}]+/gu;

  const stem = (word) => {
    if (word.length < 4) return word;
    let short = word.replace(/ie[sd]$/, "y").replace(/(?<=[^s])s$/, "");
    if (short.length > 5) short = short.replace(/(?:ing|ed|ion|ally)$/, "");
    return short.replace(/([b-df-hj-np-rtv-z])\1$/, "$1").replace(/e$/, "");
  };
  /* What is written short is read without it: “I'm” as “i”, “don't” as the “dont” that is idle. */
  const wordsOf = (text) => text.toLowerCase().replace(/['’](?:s|m|d|re|ve|ll)\b|(?<=n)['’](?=t\b)/g, "").match(LETTERS) ?? [];
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
    const groups = [...found.alike.same.map((one) => [COUNTS.SAME, one]), ...Object.values(found.alike.related).map((one) => [COUNTS.RELATED, one])];
    const phrases = new Map(), spoken = new Set();
    for (const [value, group] of groups) {
      const own = group.map((phrase) => ({ words: wordsOf(phrase), stems: wordsOf(phrase).map(stem) }));
      for (const phrase of own) {
        if (!phrases.has(phrase.stems[0])) phrases.set(phrase.stems[0], []);
        phrases.get(phrase.stems[0]).push({ phrase, value, others: own });
        for (const one of phrase.stems) spoken.add(one);
      }
    }
    const count = found.pages.reduce((sum, [, , clauses]) => sum + clauses, 0);
    return { ...found, phrases, spoken, count, idle: new Set(found.idle) };
  });
  const NONE = { about: () => [], words: new Set() };
  let subjects = null;
  const subjectsOf = (known) => {
    if (!known.has_subjects) return NONE;
    return subjects ??= Promise.all([part("subjects"), load(new URL("assets/policybook/subjects.js", root))]).then(([found]) => {
      if (found && window.__subjects) return window.__subjects(found, known.alike, COUNTS, { wordsOf, stem, idle: known.idle });
      subjects = null;
      return NONE;
    });
  };

  contents.then((known) => known && subjectsOf(known));  // while the reader types

  /* The words of a part by their stems, and the places of words that were asked for. Subjects stand among the words. */
  const isSubject = (word) => word.startsWith(SUBJECT);
  const tables = new Map(), read = new Map();
  const tableOf = async (known, word) => {
    let n = known.starts.length - 1;
    const start = isSubject(word) ? word : word.slice(0, 2);
    while (n > 0 && known.starts[n] > start) n -= 1;
    if (n < 0) return new Map();
    if (!tables.has(n)) {
      const words = await part(`words/${n}`);
      if (!words) {
        read.clear();
        return new Map();
      }
      const table = new Map();
      for (const one of Object.keys(words)) {
        const own = isSubject(one) ? one : stem(one);
        if (!table.has(own)) table.set(own, []);
        table.get(own).push([one, words[one]]);
      }
      tables.set(n, table);
    }
    return tables.get(n);
  };

  /* Where a word stands, in any of its forms: clause -> how often, how much it says there once, and whether it names it. */
  const placesOf = (known, word) => {
    if (!read.has(word)) read.set(word, readPlaces(known, word));
    return read.get(word);
  };
  const readPlaces = async (known, word) => {
    const own = isSubject(word) ? word : stem(word), places = new Map();
    for (const table of new Set([await tableOf(known, word), await tableOf(known, own)])) {
      for (const [, written] of table.get(own) ?? []) {
        for (const of of written.split(" ")) {
          const [page, clauses] = of.split(":");
          for (const [, first, weight, last] of clauses.matchAll(/(\d+)(?:([a-zA-Z])|(?:-(\d+))?[!~])/g)) {
            for (let n = +first; n <= +(last ?? first); n += 1) {
              const at = page * ROOM + n, place = places.get(at) ?? { often: 0, weight: 0, named: 0 };
              if (weight) {
                place.often += 1;
                place.weight = WEIGHTS.indexOf(weight) / (WEIGHTS.length - 1);
              } else place.named = COUNTS.NAMED;
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

  /* What may be meant by a word that nothing has: words that begin with what is being typed, else words a letter away. */
  const insteadOf = async (known, spoken, word, isLast) => {
    const table = await tableOf(known, word);
    if (table.has(stem(word)) || spoken.has(stem(word)) || word.length < 2) return [];
    const words = [...table.values()].flatMap((forms) => forms.map(([one]) => one)).filter((one) => !isSubject(one));
    const begun = isLast ? words.filter((one) => one.startsWith(word)) : [];
    if (begun.length) return begun.map((one) => [one, COUNTS.BEGUN]);
    const meant = word.length < 4 ? [] : [...words, ...spoken].filter((one) => one.length + word.length > 8 && isNear(one, word));
    return meant.map((one) => [one, COUNTS.MISTYPED]);
  };

  /* What a question asks for: its words but the idle ones, each with the phrases that it is found by and what they count,
     the word itself first; and the stems of all its words as they were meant. */
  const wantedIn = async (known, { words }, query) => {
    const typed = wordsOf(query), isLast = (n) => n + 1 === typed.length && !/\s$/.test(query);
    const spoken = new Set([...known.spoken, ...words]);
    const instead = await Promise.all(typed.map((one, n) => (known.idle.has(one) ? [] : insteadOf(known, spoken, one, isLast(n)))));
    const stems = typed.map((one, n) => stem(instead[n][0]?.[0] ?? one));
    const others = typed.map(() => new Map()), isWanted = typed.map((one) => !known.idle.has(one));
    stems.forEach((first, from) => {
      for (const { phrase, value, others: all } of known.phrases.get(first) ?? []) {
        if (!within(stems, phrase.stems, from)) continue;
        const to = from + phrase.stems.length;
        if (!isWanted.slice(from, to).some(Boolean)) isWanted[from] = to - from > 1;
        for (const other of all) {
          if (other === phrase) continue;
          const key = other.words.join(" ");
          for (let n = from; n < to; n += 1) if (value > (others[n].get(key)?.[1] ?? 0)) others[n].set(key, [other.words, value]);
        }
      }
    });
    const wanted = typed.map((one, n) => ({
      at: n, typed: one, phrases: [[[one], 1], ...others[n].values(), ...instead[n].map(([meant, value]) => [[meant], value])],
    }));
    return { wanted: wanted.filter(({ at }) => isWanted[at]), stems };
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
      hits.set(at, value * (Math.min(...places.map(saying)) + Math.min(...places.map((one) => one.named))));
    }
    return hits;
  };

  /* Every clause that has something of what is wanted, or is about what the question is about: its score, for each thing
     wanted the phrase it has, and the subject that makes most of it. */
  const weighed = async (known, query, school) => {
    const subjects = await subjectsOf(known), { wanted, stems } = await wantedIn(known, subjects, query);
    const scores = new Map(), weights = stems.map(() => 0);
    const pageOf = (at) => known.pages[Math.floor(at / ROOM)];
    const scoreOf = (at) => {
      if (school && pageOf(at)[1] !== school) return null;
      if (!scores.has(at)) scores.set(at, { sum: 0, parts: 0, phrases: [], gain: 0, subject: null });
      return scores.get(at);
    };
    for (const [n, { at: position, phrases }] of wanted.entries()) {
      const best = new Map();
      const each = await Promise.all(phrases.map(([phrase, value]) => found(known, phrase, value)));
      each.forEach((hits, which) => {
        for (const [at, value] of hits) if (value > (best.get(at)?.value ?? 0)) best.set(at, { value, phrase: phrases[which][0] });
      });
      // A clause that has the word less surely counts for less among those that make it common.
      const often = [...best.values()].reduce((sum, { value }) => sum + value, 0);
      // A word that neither a clause nor a subject knows tells nothing, however rare it is.
      const isKnown = best.size > 0 || subjects.words.has(stems[position]);
      const weight = weights[position] = isKnown ? Math.log(1 + known.count / (often + .5)) : 0;
      for (const [at, { value, phrase }] of best) {
        const score = scoreOf(at);
        if (!score) continue;
        score.sum += weight * value;
        score.parts += weight;
        score.phrases[n] = phrase;
      }
    }
    for (const subject of subjects.about(stems, weights)) {  // best first
      for (const at of (await placesOf(known, SUBJECT + subject.name)).keys()) {
        const score = scoreOf(at);
        if (!score) continue;
        score.gain += subject.value * (score.subject ? COUNTS.AGAIN : 1);
        score.subject ??= subject;
      }
    }
    const total = weights.reduce((sum, one) => sum + one, 0);
    for (const [at, score] of scores) {
      score.value = (score.sum / total * (score.parts / total) + score.gain) * (pageOf(at)[1] ? 1 : COUNTS.APART);
    }
    return { wanted, scores };
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
  const item = (known, address, [anchor, title, text, above], score, wanted) => {
    const has = (n) => score?.phrases[n];
    const stems = new Set(wanted.flatMap((_, n) => has(n) ?? []).filter((one) => !known.idle.has(one)).map(stem)), words = new Set();
    const before = above && `<span class="pb-stem">${marked(cut(above, stems), stems, words)}</span> `;
    const own = marked(cut(text, stems), stems, words);
    const subject = score?.subject, without = score ? wanted.filter((_, n) => !has(n)) : [];
    const missing = without.filter(({ at }) => !subject?.told.includes(at)).map((one) => one.typed);
    const because = missing.length < without.length ? `<span class="pb-about">${known.about} ${escaped(subject.title)}</span>` : "";
    return {
      location: anchor ? `${address}#${anchor}` : address,
      title: marked(title, stems, words),
      text: before + own + because,
      score: score?.value ?? 0,
      terms: Object.fromEntries([...[...words].map((one) => [one, true]), ...missing.map((one) => [one, false])]),
    };
  };

  /* The schools that a search can be narrowed to, what to call the choice, and what to try where nothing is found. */
  const schools = contents.then((known) => {
    const names = [...new Set(known?.pages.map(([, school]) => school))].filter(Boolean).sort((a, b) => a.localeCompare(b));
    return { names, school: known?.school, all: known?.all, advice: known?.advice };
  });

  /* The pages that answer a question as Material shows them: of each the page and its clauses, best first. */
  const ask = async (query, school) => {
    const known = await contents;
    if (!known) return [];
    const { wanted, scores } = await weighed(known, query, school), pages = new Map();
    for (const [at, score] of scores) {
      const page = Math.floor(at / ROOM);
      if (!pages.has(page)) pages.set(page, { best: 0, clauses: [] });
      const of = pages.get(page);
      of.best = Math.max(of.best, score.value);
      of.clauses.push([at % ROOM, score]);
    }
    const sorted = [...pages].sort(([, one], [, other]) => other.best - one.best);
    const first = sorted.filter(([, { best }]) => best >= COUNTS.LEAST * sorted[0][1].best).slice(0, PAGES);
    const shown = await Promise.all(first.map(async ([page, { clauses }]) => {
      const [address, , , text] = known.pages[page];
      const entries = (await part(`texts/${text}`))?.[page];
      if (!entries) return [];
      const first = clauses.sort(([, one], [, other]) => other.value - one.value).slice(0, CLAUSES);
      const items = first.map(([n, score]) => item(known, address, entries[n], score, wanted));
      if (!first.some(([n]) => n === 0)) items.push(item(known, address, entries[0], null, wanted));
      items.sort((one, other) => other.score - one.score);
      // Material folds up what scores less than the first.
      items.slice(0, SHOWN + 1).forEach((one) => { if (one.score) one.score = items[0].score; });
      return items;
    }));
    return shown.filter((items) => items.length);
  };

  return { ask, schools };
};
