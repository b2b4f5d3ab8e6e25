/* What a question is about: topics and rules, recognised as `rendering/search_words.py` tells, by what people ask and
   by the concepts that their words show. A question need not show all that a clause would have to: each of its words
   counts for a subject as much as the best line shows that has it, by how rare what it shows is among all subjects. */
window.__subjects = ({ concepts, subjects }, { same, related }, { SHOWN, SURE, RULE, TOPIC, LENT, MOST }, { wordsOf, stem, idle }) => {
  const LONGEST = 4;  // words of a phrase
  const stemsOf = (text) => wordsOf(text).map(stem);

  /* Phrases, as stems, with the numbers of what they show: concepts, and behind these the single words of questions. */
  const shows = new Map(), numbers = new Map();
  const add = (stems, n) => {
    const key = stems.join(" ");
    if (!shows.has(key)) shows.set(key, new Set());
    shows.get(key).add(n);
  };
  concepts.forEach(([name, phrases], n) => {
    for (const phrase of [...phrases, ...related[name] ?? []]) add(stemsOf(phrase), n);
  });
  const wordNumber = (one) => {
    if (!numbers.has(one)) {
      numbers.set(one, concepts.length + numbers.size);
      add([one], numbers.get(one));
    }
    return numbers.get(one);
  };

  /* What words show, each with where: of phrases that lie in one another the longest counts. */
  const shownBy = (stems) => {
    const found = [];
    for (let from = 0; from < stems.length; from += 1) {
      for (let to = from + 1; to <= Math.min(from + LONGEST, stems.length); to += 1) {
        for (const number of shows.get(stems.slice(from, to).join(" ")) ?? []) found.push({ number, from, to });
      }
    }
    return found.filter((one) => !found.some(({ from, to }) => from <= one.from && one.to <= to && to - from > one.to - one.from));
  };

  /* A question as a line: of each of its words, that word or else what it shows. */
  const lineOf = (text) => {
    const words = wordsOf(text), stems = words.map(stem), mentions = shownBy(stems).filter(({ number }) => number < concepts.length);
    return stems.flatMap((one, n) => {
      if (idle.has(words[n])) return [];
      return [[wordNumber(one), ...mentions.filter(({ from, to }) => from <= n && n < to).map(({ number }) => number)]];
    });
  };
  const known = subjects.map(([name, texts, lines]) => ({
    name, title: texts[0], counts: name.split("/").length > 2 ? RULE : TOPIC,
    lines: [...lines.map((choices) => ({ choices, isQuestion: false })), ...texts.map((text) => ({ choices: lineOf(text), isQuestion: true }))],
  }));

  const byName = new Map(known.map((subject) => [subject.name, subject]));

  /* The lines that may be met where something is shown, and how much that tells: the more, the fewer subjects have it. */
  const lines = new Map(), rare = [];
  known.forEach((subject) => {
    const own = new Set();
    for (const line of subject.lines) {
      for (const number of new Set(line.choices.flat())) {
        if (!lines.has(number)) lines.set(number, []);
        lines.get(number).push([subject, line]);
      }
      for (const choice of line.choices) for (const number of line.isQuestion ? choice.slice(0, 1) : choice) own.add(number);
    }
    for (const number of own) rare[number] = (rare[number] ?? 0) + 1;
  });
  rare.forEach((often, number) => { rare[number] = Math.log(1 + known.length / often); });
  const most = (numbers) => numbers.reduce((one, number) => Math.max(one, rare[number]), 0);

  /* How much of a line is shown, and by which words. */
  const metBy = ({ choices, isQuestion }, shown) => {
    let met = 0, all = 0;
    const by = new Set();
    for (const choice of choices) {
      const own = choice.filter((one) => shown.has(one));
      const tells = isQuestion ? rare[choice[0]] : most(own.length ? own : choice);
      all += tells;
      if (!own.length) continue;
      met += tells * (isQuestion && own[0] !== choice[0] ? SHOWN : 1);
      for (const one of own) for (const n of shown.get(one)) by.add(n);
    }
    return { share: met / all, by };
  };

  /* The subjects of a question, best first: how sure that is, and which words tell it.
     `stems` are its words, of which each counts so much as `weights` say. */
  const about = (stems, weights) => {
    const shown = new Map(), met = new Map();
    for (const { number, from, to } of shownBy(stems)) {
      if (!shown.has(number)) shown.set(number, new Set());
      for (let n = from; n < to; n += 1) if (weights[n]) shown.get(number).add(n);
    }
    for (const number of shown.keys()) {
      for (const [subject, line] of lines.get(number) ?? []) {
        if (!met.has(subject)) met.set(subject, new Set());
        met.get(subject).add(line);
      }
    }
    const total = weights.reduce((sum, one) => sum + one, 0);
    const found = new Map();
    for (const [{ name, title, counts }, own] of met) {
      const told = new Map();
      for (const line of own) {
        const { share, by } = metBy(line, shown);
        for (const n of by) told.set(n, Math.max(told.get(n) ?? 0, share));
      }
      const sum = [...told].reduce((before, [n, share]) => before + share * weights[n], 0);
      if (sum) found.set(name, { name, title, value: (sum / total) ** SURE * counts, told: [...told.keys()] });
    }
    for (const rule of [...found.values()]) {
      const topic = byName.get(rule.name.slice(0, rule.name.lastIndexOf("/"))), value = LENT * rule.value;
      if (topic && value > (found.get(topic.name)?.value ?? 0)) found.set(topic.name, { ...rule, name: topic.name, title: topic.title, value });
    }
    return [...found.values()].sort((one, other) => other.value - one.value).slice(0, MOST);
  };

  /* Whether people say a word of any subject: then it is not mistyped. */
  const words = new Set([...shows.keys()].flatMap((phrase) => phrase.split(" ")));
  return { about, words };
};
