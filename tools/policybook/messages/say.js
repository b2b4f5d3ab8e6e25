(language, known) => {
  const say = (key, values = {}) => {
    let said = known[key];
    if (typeof said === "object") {
      const type = said.ordinal ? "ordinal" : "cardinal", forms = said.ordinal ?? said;
      said = forms[new Intl.PluralRules(language, { type }).select(values.n)] ?? forms.other;
    }
    const shown = (value) => typeof value === "number" ? value.toLocaleString(language) : value;
    return said.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
  };
  say.date = (day) => day.toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" });
  return say;
}
