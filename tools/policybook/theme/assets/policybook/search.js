/* Which clauses answer a question best: words count by how rare they are, other words for them a little less, and who
   answers more of the question comes first. In the manner of BM25 (Robertson and Zaragoza, 2009). */
window.__finder = (docs, groups) => {
  const IDLE = new Set(`a about after all am an and any are as at be been but by can could did do does for from get had has
    have how i if in into is it its me may might must my no not of on or our out shall she should so some than that the
    their them then there these they thing things this those to up us use used using want wants was we were what when
    where which while who will with would you your`.split(/\s+/));
  const SYNONYM = .7, TITLE = .45, FULL = .5, LONG = .3;
  const stem = (word) => {
    if (word.length < 4) return word;
    let short = word.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
    if (short.length > 5) short = short.replace(/(?:ing|ed|ion|ally)$/, "");
    return short.replace(/([b-df-hj-np-rtv-z])\1$/, "$1").replace(/e$/, "");
  };
  const wordsOf = (text) => text.replace(/&[a-z]+;/g, " ").toLowerCase().replace(/['’]s\b/g, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  const stemsOf = (text) => wordsOf(text).map(stem);

  const places = new Map(), lengths = [], at = new Map();
  docs.forEach((doc, n) => {
    at.set(doc.location, n);
    const put = (field) => (one) => {
      if (!places.has(one)) places.set(one, new Map());
      const of = places.get(one);
      if (!of.has(n)) of.set(n, [0, 0]);
      of.get(n)[field] += 1;
    };
    const stems = stemsOf(doc.text);
    stems.forEach(put(0));
    new Set(stemsOf(doc.title)).forEach(put(1));
    lengths.push(stems.length);
  });
  const mean = lengths.reduce((sum, one) => sum + one, 0) / Math.max(lengths.length, 1);
  const known = groups.map((group) => group.map(stemsOf));
  const within = (all, part, from = 0) => part.every((one, n) => all[from + n] === one);

  /* What a question asks for: each a list of phrases, the reader's own first. */
  const wantedIn = (query) => {
    const typed = wordsOf(query), stems = typed.map(stem), wanted = [];
    for (let n = 0; n < stems.length;) {
      let long = 1;
      for (const group of known) for (const phrase of group) if (phrase.length > long && within(stems, phrase, n)) long = phrase.length;
      const own = stems.slice(n, n + long);
      if (long > 1 || !IDLE.has(typed[n])) {
        const others = known.filter((group) => group.some((phrase) => phrase.length === long && within(own, phrase))).flat();
        wanted.push({ typed: typed.slice(n, n + long).join(" "), phrases: [own, ...others.filter((one) => one.join(" ") !== own.join(" "))] });
      }
      n += long;
    }
    return wanted;
  };
  const found = (phrase, isOwn) => {
    const of = phrase.map((one) => places.get(one) ?? new Map());
    const hits = new Map();
    for (const [n] of of[0] ?? []) {
      if (!of.every((one) => one.has(n))) continue;
      const text = Math.min(...of.map((one) => one.get(n)[0])), title = Math.min(...of.map((one) => one.get(n)[1]));
      const often = text / (text + 1 - LONG + LONG * lengths[n] / mean);
      hits.set(n, (isOwn ? 1 : SYNONYM) * (often + (title ? TITLE : 0)));
    }
    return hits;
  };

  return (query) => {
    const wanted = wantedIn(query), scores = new Map();
    for (const one of wanted) {
      const best = new Map();
      one.phrases.forEach((phrase, which) => {
        for (const [n, value] of found(phrase, which === 0)) best.set(n, Math.max(best.get(n) ?? 0, value));
      });
      one.in = best;
      const weight = Math.log(1 + docs.length / (best.size + .5));
      for (const [n, value] of best) {
        const score = scores.get(n) ?? { sum: 0, parts: 0 };
        score.sum += weight * value;
        score.parts += weight;
        scores.set(n, score);
      }
      one.weight = weight;
    }
    const total = wanted.reduce((sum, one) => sum + one.weight, 0) || 1;
    const stems = [...new Set(wanted.flatMap((one) => one.phrases.flat()))].filter((one) => places.has(one));
    return {
      lookup: stems.map((one) => one.length > 3 ? `${one}*` : one).join(" "),
      score: (location) => {
        const score = scores.get(at.get(location));
        return score ? score.sum * (score.parts / total) ** FULL : 0;
      },
      terms: (location) => Object.fromEntries(wanted.map((one) => [one.typed, one.in.has(at.get(location))])),
    };
  };
};
