"""Measures policybook against the bars it must meet, and against plain MkDocs with Material.

`python tests/benchmarks/run.py` runs every benchmark, `run.py build check` some; README.md says what each measures.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import platform
import random
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from generate import BOOK_FILE, TODAY, Size, generate, write
from schools import book_of_schools

from policybook.cli.settings import read_settings
from policybook.compiled import IS_COMPILED
from policybook.parsing import parse_policy

ROOT: Final = Path(__file__).resolve().parents[2]
POLICYBOOK: Final = [str(Path(sysconfig.get_path("scripts")) / "policybook")]
MKDOCS: Final = [sys.executable, "-m", "mkdocs"]
ENVIRONMENT: Final = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
PRUNE: Final = "navigation.prune"
LONGEST: Final = 900
"""Seconds after which a program that is waited for has failed."""


@dataclass(frozen=True)
class Figure:
    """One thing that was measured."""

    name: str
    value: float
    unit: str
    runs: tuple[float, ...] = ()
    """The single values that `value` is the median of."""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the figure meets its bar; None where it has none."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


def median(name: str, runs: Sequence[float], unit: str, **bar: float) -> Figure:
    """Return the middle of several runs as a figure."""
    return Figure(name, statistics.median(runs), unit, tuple(runs), **bar)


@dataclass(frozen=True)
class Ran:
    """What a program needed."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processor time, its own and the system's for it."""
    memory: float
    """The most memory it held, in MB."""


def run(command: Sequence[str], folder: Path, codes: Sequence[int] = (0,)) -> Ran:
    """Run a program to its end and measure it.

    Raises:
        RuntimeError: It ended with another exit code than those given; what it said is in the message.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said.read().decode()}")
    return Ran(wall, usage.ru_utime + usage.ru_stime, _megabytes(usage))


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


@dataclass(frozen=True)
class Workshop:
    """The folder in which everything is measured, and how much."""

    folder: Path
    policies: int
    large: int
    many: int
    """Policies that are compared at once."""
    runs: int
    searched: int = 200
    sites: dict[str, Path] = field(default_factory=dict)
    """The sites laid out so far, by what tells them apart."""

    def book(self, policies: int, versions: int = 0) -> Path:
        """Return a folder with a book of policies, and with the settings that make a site of it."""
        name = f"policybook-{policies}-{versions}"
        return self._laid_out(name, lambda: book_site(self._files(policies, versions)))

    def book_with_files(self, policies: int) -> Path:
        """Return the same, with a Word file and a PDF of each policy."""
        asked = {BOOK_FILE: "downloads: [docx, pdf]\ncompare: false\n"}
        return self._laid_out(f"files-{policies}", lambda: book_site(self._files(policies) | asked))

    def schools(self, count: int, *, compare: bool) -> Path:
        """Return a folder with a book of schools that say much of the same, whose site compares them or does not."""
        asked = {BOOK_FILE: f"downloads: []\ncompare: {str(compare).lower()}\n"}
        return self._laid_out(f"schools-{count}-{compare}", lambda: book_site(book_of_schools(count) | asked))

    def plain(self, policies: int, count: int, *, prune: bool = True) -> Path:
        """Return a folder with the same texts as ordinary pages for MkDocs and Material, as many pages as asked for."""
        name = f"material-{policies}" + ("" if prune else "-unpruned")
        return self._laid_out(name, lambda: plain_site(self._files(policies), count, prune=prune))

    def _laid_out(self, name: str, files: Callable[[], dict[str, str]]) -> Path:
        if name not in self.sites:
            self.sites[name] = self.folder / name
            write(files(), self.sites[name])
        return self.sites[name]

    def _files(self, policies: int, versions: int = 0) -> dict[str, str]:
        return generate(Size(policies=policies, versions=versions))

    @cached_property
    def texts(self) -> list[bytes]:
        """The policies of a book as bytes."""
        return [text.encode() for path, text in self._files(self.policies).items() if path.endswith(".md")]


def settings(plugins: list[Any], *, prune: bool = True, **more: Any) -> str:
    """Return an mkdocs.yml with the theme and the extensions of this repository's own."""
    own = read_settings(ROOT / "mkdocs.yml")
    features = [name for name in own["theme"]["features"] if name != PRUNE] + ([PRUNE] if prune else [])
    kept = {name: own[name] for name in ("use_directory_urls", "markdown_extensions")}
    theme = {**own["theme"], "features": features}
    return str(yaml.safe_dump({"site_name": "Benchmark", "theme": theme, "plugins": plugins, **kept, **more}))


def book_site(files: dict[str, str]) -> dict[str, str]:
    """Return the files of a site that policybook makes."""
    nav = [{"Policies": ["index.md", "schools/index.md", "reviews.md", "people.md"]}]
    config = settings(["search", {"policybook": {"today": TODAY.isoformat()}}], nav=nav)
    return {"mkdocs.yml": config, "docs/.keep": "", **{f"policies/{path}": text for path, text in files.items()}}


def plain_site(files: dict[str, str], count: int, *, prune: bool) -> dict[str, str]:
    """Return the files of a site without policybook: one page for each policy, in folders by school.

    The texts are the same to the letter but for links from policy to policy, which lead to the pages' own names. The
    pages that list schools, reviews and people are as many as policybook's, and much shorter.
    """
    site = {"mkdocs.yml": settings(["search"], prune=prune)}
    schools: dict[str, list[str]] = {}
    for path, text in files.items():
        if path.endswith("/policy.md"):
            school, policy, _ = path.split("/")
            schools.setdefault(school, []).append(policy)
            _, fields, body = text.split("---\n", 2)
            title = fields.partition("title: ")[2].partition("\n")[0]
            body = body.replace("](../", "](").replace("/policy.md)", ".md)")
            site[f"docs/schools/{school}/{policy}.md"] = f"---\n{fields}---\n\n# {title}\n{body}"
    for school, policies in schools.items():
        site[f"docs/schools/{school}/index.md"] = _listing(school, {name: f"{name}.md" for name in policies})
    site["docs/schools/index.md"] = _listing("Schools", {name: f"{name}/index.md" for name in schools})
    for n in range(count - len(site) + 1):  # the settings are no page
        site[f"docs/{f'list-{n}' if n else 'index'}.md"] = _listing(f"List {n}", {"Schools": "schools/index.md"})
    return site


def _listing(title: str, links: dict[str, str]) -> str:
    return f"# {title}\n\n" + "".join(f"- [{name}]({path})\n" for name, path in links.items())


def build(site: Path, command: Sequence[str] = (*MKDOCS, "build", "--quiet", "--site-dir", "site")) -> Ran:
    """Build a site where none stands; to empty a folder can take as long as to fill it, and measures the disk."""
    shutil.rmtree(site / "site", ignore_errors=True)
    os.sync()
    return run(command, site)


def pages(site: Path) -> int:
    """Return how many pages a built site has; the one for addresses that lead nowhere is none."""
    return sum(path.name != "404.html" for path in (site / "site").rglob("*.html"))


def size(site: Path) -> float:
    """Return how many MB the files of a built site hold."""
    return sum(path.stat().st_size for path in (site / "site").rglob("*") if path.is_file()) / 1e6


def ratios(name: str, ours: Sequence[Ran], theirs: Sequence[Ran], **bar: float) -> Iterator[Figure]:
    """Yield how two programs compare, the medians of runs that took turns."""
    wall = statistics.median(r.wall for r in ours) / statistics.median(r.wall for r in theirs)
    cpu = statistics.median(r.cpu for r in ours) / statistics.median(r.cpu for r in theirs)
    yield Figure(f"{name}, wall time", wall, "times", **bar)
    yield Figure(f"{name}, processor time", cpu, "times")


def measure_reading(shop: Workshop) -> Iterator[Figure]:
    """Bytes to trees with lines, on one core."""
    rates, texts = [], shop.texts
    for _ in range(shop.runs):
        start = time.process_time()
        read = [parse_policy(data) for data in texts]
        rates.append(len(read) / (time.process_time() - start))
    yield median("policies read a second", rates, "/s", at_least=500)


def measure_build(shop: Workshop) -> Iterator[Figure]:
    """A whole build against plain MkDocs and Material."""
    ours = shop.book(shop.policies)
    build(ours)  # to see how many pages it has
    theirs = shop.plain(shop.policies, pages(ours))
    runs = [(build(ours), build(theirs)) for _ in range(shop.runs)]
    if pages(ours) != pages(theirs):
        raise RuntimeError(f"the sites differ: {pages(ours)} and {pages(theirs)} pages")
    yield Figure("pages in each", pages(ours), "")
    yield median("policybook", [r.wall for r, _ in runs], "s")
    yield median("plain", [r.wall for _, r in runs], "s")
    yield from ratios("policybook / plain", [r for r, _ in runs], [r for _, r in runs], at_most=1.0)


def measure_scaling(shop: Workshop) -> Iterator[Figure]:
    """Time for a page of a large book against a usual one, and memory."""
    usual, large = shop.book(shop.policies), shop.book(shop.large)
    runs = [(build(usual), build(large)) for _ in range(shop.runs)]
    yield median(f"{shop.policies} policies, a page", [r.wall / pages(usual) * 1e3 for r, _ in runs], "ms")
    yield median(f"{shop.large} policies, a page", [r.wall / pages(large) * 1e3 for _, r in runs], "ms")
    small = [Ran(r.wall / pages(usual), r.cpu / pages(usual), r.memory) for r, _ in runs]
    great = [Ran(r.wall / pages(large), r.cpu / pages(large), r.memory) for _, r in runs]
    yield from ratios(f"a page of {shop.large} / of {shop.policies}", great, small, at_most=1.2)
    yield median(f"{shop.policies} policies, peak memory", [r.memory for r in small], "MB")
    yield median(f"{shop.large} policies, peak memory", [r.memory for r in great], "MB")


def measure_size(shop: Workshop) -> Iterator[Figure]:
    """Bytes of a site against Material's without navigation.prune."""
    ours = shop.book(shop.policies)
    build(ours)
    theirs = shop.plain(shop.policies, pages(ours), prune=False)
    build(theirs)
    yield Figure("policybook", size(ours), "MB")
    yield Figure("plain, unpruned", size(theirs), "MB")
    yield Figure("policybook / plain, unpruned", size(ours) / size(theirs), "times", at_most=0.2)


def measure_rebuild(shop: Workshop) -> Iterator[Figure]:
    """From saving a policy until `policybook serve` shows it, against a cold build."""
    yield from rebuild(shop, shop.book(shop.policies))


def measure_files(shop: Workshop) -> Iterator[Figure]:
    """Word and PDF files: what they add to a build, made and kept, and to a rebuild."""
    few = shop.policies // 5
    without, site = shop.book(few), shop.book_with_files(few)
    runs = [(build(without), build(emptied(site)), build(site)) for _ in range(shop.runs)]
    yield median(f"files of {few} policies, made", [made.cpu - bare.cpu for bare, made, _ in runs], "s", at_most=10)
    yield median(f"files of {few} policies, kept", [kept.cpu - bare.cpu for bare, _, kept in runs], "s", at_most=1)
    yield from rebuild(shop, shop.book_with_files(shop.policies))


def emptied(site: Path) -> Path:
    """Return a site's folder without the files that earlier builds kept."""
    shutil.rmtree(site / ".cache", ignore_errors=True)
    return site


def rebuild(shop: Workshop, site: Path) -> Iterator[Figure]:
    """Save some policies of a site that is served, one after the other; wait for each."""
    cold = [build(emptied(site), [*POLICYBOOK, "build", "--out", "site"]).wall for _ in range(shop.runs)]
    paths = sorted(site.glob("policies/*/*/policy.md"))
    with serving(site, shop.folder) as address:
        fresh = [edit(paths[n * len(paths) // shop.runs], site, address, n) for n in range(shop.runs)]
    yield median("cold build", cold, "s")
    yield median("saved to shown", fresh, "s")
    ratio = statistics.median(fresh) / statistics.median(cold)
    yield Figure("saved to shown / cold build", ratio, "times", at_most=0.5)


class serving:  # noqa: N801  used as a word
    """A real `policybook serve` on a free port, ended when left."""

    def __init__(self, site: Path, temporary: Path) -> None:
        self.log = (temporary / "serve.log").open("w+b")
        self.process = subprocess.Popen(
            [*POLICYBOOK, "serve", "--port", "0"],
            cwd=site,
            env={**ENVIRONMENT, "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=self.log,
        )

    def __enter__(self) -> str:
        assert self.process.stdout
        words = self.process.stdout.readline().decode().split()
        address = next((word for word in words if word.startswith("http://")), "")
        try:
            wait_for(address, "<h1")
        except BaseException:
            self.__exit__()
            raise
        return address

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def edit(policy: Path, site: Path, address: str, number: int) -> float:
    """Add a clause to a policy; return the seconds until its page shows it."""
    time.sleep(2)  # the server looks for changes twice a second
    page = address + policy.parent.relative_to(site / "policies").as_posix().join(["schools/", "/index.html"])
    words = f"This clause number {number} was added while the site was served."
    text = policy.read_text(encoding="utf-8") + f"\n{words}\n"
    start = time.perf_counter()
    policy.write_text(text, encoding="utf-8", newline="\n")
    wait_for(page, words)
    return time.perf_counter() - start


def wait_for(address: str, words: str) -> None:
    """Wait until a page has words in it."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=LONGEST) as answer:
                if words in answer.read().decode():
                    return
        except (urllib.error.URLError, ConnectionError):
            pass  # the first build is not done
        time.sleep(0.05)
    raise RuntimeError(f"{address} did not show “{words}” within {LONGEST} s")


def measure_check(shop: Workshop) -> Iterator[Figure]:
    """`policybook check` as a whole program."""
    found = (0, 1)  # 1: there are findings
    generated = [run([*POLICYBOOK, "check"], shop.book(shop.policies), found) for _ in range(shop.runs)]
    yield median(f"{shop.policies} policies", [r.wall for r in generated], "s", at_most=3.0)
    if (ROOT / "policies").is_dir():
        real = [run([*POLICYBOOK, "check"], ROOT, found) for _ in range(2 * shop.runs + 1)]
        yield median("the repository's own policies", [r.wall for r in real], "s", at_most=0.5)


def measure_search(shop: Workshop) -> Iterator[Figure]:
    """A search in a browser: what a question has to load, and how long an answer takes after the first."""
    from playwright.sync_api import sync_playwright

    site = shop.book(shop.searched)
    build(site)
    parts = [path.stat().st_size for path in (site / "site" / "search").rglob("*.js")]
    yield Figure("all parts of the index", sum(parts) / 1e3, "kB")
    texts = [text for path, text in generate(Size(policies=shop.searched)).items() if path.endswith("/policy.md")]
    rng = random.Random(1)
    questions = [" ".join(rng.sample(re.findall(r"\b[a-z]{5,}\b", rng.choice(texts)), 2)) for _ in range(40)]
    handler = functools.partial(_Quiet, directory=str(site / "site"))
    with sync_playwright() as driver, http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        loaded: list[int] = []
        page.on("response", lambda answer: loaded.append(len(answer.body())) if "/search/" in answer.url else None)
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.wait_for_selector("html.js", state="attached")
        page.keyboard.press("/")
        first, *others = [page.evaluate(ASK, question) for question in questions]
        yield Figure("loaded for a question, on average", sum(loaded) / len(questions) / 1e3, "kB")
        yield Figure("the first answer", first, "ms")
        yield median(f"an answer in {shop.searched} policies", others, "ms", at_most=100.0)
        browser.close()
        server.shutdown()


ASK: Final = """question => new Promise((done) => {
  const input = document.querySelector(".md-search__input"), from = performance.now();
  new MutationObserver((changes, observer) => {
    if (!changes.some((change) => change.addedNodes.length)) return;
    observer.disconnect();
    done(performance.now() - from);
  }).observe(document.querySelector(".md-search-result__list"), { childList: true });
  input.value = question;
  input.dispatchEvent(new KeyboardEvent("keyup"));
})"""
"""Types a question and says how many milliseconds pass until the first result is there."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
        pass


def measure_versions(shop: Workshop) -> Iterator[Figure]:
    """`policybook check` of a large book with old versions, as a whole program with its processes."""
    versions = 5
    book = shop.book(shop.large, versions)
    runs = [run([*POLICYBOOK, "check"], book, (0, 1)) for _ in range(shop.runs)]
    name = f"{shop.large} policies, {versions} versions each"
    yield median(name, [r.wall for r in runs], "s", at_most=20.0)
    yield median(f"{name}, processor time", [r.cpu for r in runs], "s")
    yield median(f"{name}, memory of the largest process", [r.memory for r in runs], "MB")


def measure_comparing(shop: Workshop) -> Iterator[Figure]:
    """Understanding clauses and comparing policies, on one core; `comparing.py` does it in processes of its own."""
    script = [sys.executable, str(ROOT / "tests" / "benchmarks" / "comparing.py")]

    def measured(what: str) -> dict[str, float]:
        answer = subprocess.run([*script, what], env=ENVIRONMENT, stdout=subprocess.PIPE, check=True)
        found: dict[str, float] = json.loads(answer.stdout)
        return {**found, "all": found["catalogue"] + found["understanding"] + found["comparing"]}

    if (ROOT / "policies").is_dir():
        real = [measured(str(ROOT / "policies")) for _ in range(2 * shop.runs + 1)]
        name = f"the repository's own {real[0]['clauses']} clauses"
        yield median(f"{name}, with the catalogue", [found["all"] for found in real], "s", at_most=0.3)
    few, many = ([measured(str(policies)) for _ in range(shop.runs)] for policies in (shop.many // 10, shop.many))
    clauses = f"{many[0]['clauses']:,} clauses"
    yield median(f"{clauses}, one core", [found["all"] for found in many], "s", at_most=60.0)
    yield median(f"{clauses}, memory", [found["memory"] for found in many], "MB", at_most=1000)
    a_clause = [statistics.median(found["all"] / found["clauses"] for found in runs) for runs in (few, many)]
    yield Figure(f"{few[0]['clauses']:,} clauses, a clause", a_clause[0] * 1e6, "µs")
    yield Figure(f"{clauses}, a clause", a_clause[1] * 1e6, "µs")
    yield Figure("a clause of many / of a tenth of them", a_clause[1] / a_clause[0], "times", at_most=1.3)


def measure_schools(shop: Workshop) -> Iterator[Figure]:
    """What the pages that compare schools cost, and how large the largest page is."""
    count = 2 * shop.policies // 5
    compared, alone = shop.schools(count, compare=True), shop.schools(count, compare=False)
    runs = [(build(compared), build(alone)) for _ in range(shop.runs)]
    yield median(f"{count} schools compared, processor time", [r.cpu for r, _ in runs], "s")
    yield median("the same without the comparison", [r.cpu for _, r in runs], "s")
    largest = max(path.stat().st_size for path in (compared / "site").rglob("*.html"))
    yield Figure("the largest page", largest / 1e3, "kB", at_most=300)


BENCHMARKS: Final[dict[str, Callable[[Workshop], Iterator[Figure]]]] = {
    "reading": measure_reading,
    "build": measure_build,
    "scaling": measure_scaling,
    "size": measure_size,
    "rebuild": measure_rebuild,
    "files": measure_files,
    "check": measure_check,
    "schools": measure_schools,
    "search": measure_search,
    "versions": measure_versions,
    "comparing": measure_comparing,
}


def rows(benchmark: str, figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the rows of the table for one benchmark."""
    for figure in figures:
        value = f"{figure.value:,.3g}" if figure.value < 100 else f"{figure.value:,.0f}"
        least, most = figure.at_least, figure.at_most
        bar = f"≥ {least:g}" if least is not None else f"≤ {most:g}" if most is not None else ""
        verdict = {None: "", True: "met", False: "MISSED"}[figure.is_met]
        yield f"{benchmark:<9} {figure.name:<42} {value:>9} {figure.unit:<5} {bar:<7} {verdict}".rstrip()


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "compiled": IS_COMPILED,
    }


def read_arguments(
    arguments: Sequence[str] | None, what: str, known: Collection[str], quick: str, runs: int
) -> argparse.Namespace:
    """Read the command line of a benchmark.

    Args:
        arguments: The words of the command line; None for those of this process.
        what: What is measured, in words.
        known: The names of the benchmarks.
        quick: What `--quick` makes small, in words.
        runs: How often times are measured unless `--runs` says.
    """
    parser = argparse.ArgumentParser(description=f"Measure {what}.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(known)}; none: all")
    parser.add_argument("--quick", action="store_true", help=f"{quick}: to see that it works")
    parser.add_argument("--runs", type=int, help=f"how often to measure times (default: {runs}; quick: 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    given.runs = given.runs or (1 if given.quick else runs)
    return given


def write_report(given: argparse.Namespace, figures: Sequence[dict[str, Any]]) -> None:
    """Say what was measured, and write the figures to the file that the command line names, if it names one."""
    here = machine()
    modules = "compiled modules" if here["compiled"] else "plain Python"
    sys.stdout.write(f"Measured with {modules}, Python {here['python']}, {here['processors']} processors.\n")
    if given.json:
        report = {"machine": here, "quick": given.quick, "figures": figures}
        given.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks that the command line names."""
    given = read_arguments(arguments, "policybook", BENCHMARKS, "small books and one run", 3)
    found: dict[str, list[Figure]] = {}
    with tempfile.TemporaryDirectory(prefix="policybook-benchmark-") as folder:
        policies, large, many = (40, 160, 120) if given.quick else (500, 2000, 1250)
        shop = Workshop(Path(folder), policies, large, many, given.runs)
        for name in given.names or BENCHMARKS:
            found[name] = list(BENCHMARKS[name](shop))
            sys.stdout.write("".join(f"{row}\n" for row in rows(name, found[name])))
            sys.stdout.flush()
    if given.quick:
        sys.stdout.write("Small books: the bars are meant for the full size.\n")
    figures = [{"benchmark": name, **asdict(figure), "met": figure.is_met} for name in found for figure in found[name]]
    write_report(given, figures)


if __name__ == "__main__":
    main()
