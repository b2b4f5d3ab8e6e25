/* On pages from right to left: what scripts show of a book and its policies runs in its own direction, too. */
document.addEventListener("DOMContentLoaded", () => {
  const OWN = ".pb-said, .pb-two h2, .pb-two a, .pb-two option, .md-search-result article";
  const turn = () => document.querySelectorAll(OWN).forEach((one) => { one.dir = "auto"; });
  new MutationObserver(turn).observe(document.body, { childList: true, subtree: true });
  turn();
});
