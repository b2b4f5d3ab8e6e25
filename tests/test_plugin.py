"""The MkDocs plugin: the site of the repository, other sites' settings, and building again and again."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pytest
from mkdocs.commands.build import build
from mkdocs.exceptions import Abort

from conftest import ROOT, SCHOOL, Bookfolder, Ran, policy
from pages import BuiltSite, is_past, is_text, letters, own_link, seen
from policybook.book import load_book, read_folder
from policybook.plugin import PolicybookPlugin
from searched import read_index
from sites import HOSTILE, SETTINGS, Place, generated_book, hostile_book, hostile_marks, listening, make_place

HELD = policy(
    "## 1. Screens\n\n1.1 Staff must lock their screens.\n\n1.2 {{headteacher}} may look away.\n",
    status="approved",
    approved="{by: Governors, date: 2026-01}",
    change_note="Shorter.",
)
DRAFT = policy("## 1. Screens\n\n1.1 Staff must lock their screens.\n\n1.2 Zebras may look away.\n")
BOOK = {
    "hill/school.yml": SCHOOL,
    "hill/e-safety/versions/2026-01.md": HELD,
    "hill/e-safety/policy.md": DRAFT,
    "hill/e-safety/plan.png": b"\x89PNG",
    "hill/phones/policy.md": policy("Phones stay off.\n", title="Phones", status="approved"),
}
POLICY = "schools/hill/e-safety/index.html"
KIND = policy("Staff must lock the screen.\n", kind="e-safety")
TOPICS = """\
topics: [{id: x, title: Screens, says: ["'screen'"]}]
rules: [{id: y, topic: x, title: Screens locked, says: ["'screen'"]}]
"""
LINKS = """\
[a](schools/hill/e-safety/index.md) [b](schools/hill/e-safety/index.md#staff-lock-screens) [c](reviews.md#undated)
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path / "place", BOOK)


def entries(out: BuiltSite) -> list[dict[str, str]]:
    """Return what the search can find."""
    if (out.root / "search" / "contents.js").exists():
        return read_index(out.root).entries()
    path = out.root / "search" / "search_index.json"
    return json.loads(path.read_text(encoding="utf-8"))["docs"] if path.exists() else []


def text_of(out: BuiltSite, path: str = POLICY) -> str:
    return " ".join(out.page(path).words().split())


# The repository's own site.


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of the repository, as MkDocs builds it."""
    out = tmp_path_factory.mktemp("repository")
    said: list[str] = []
    with listening(said):
        config = Place(ROOT).load(site_dir=str(out))
        config.plugins["policybook"].config.today = "2026-11-21"
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    assert not [line for line in said if not line.startswith("INFO")]
    return BuiltSite(out)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of a generated book with versions and drafts."""
    place = make_place(tmp_path_factory.mktemp("large"), generated_book())
    place.build()
    return place.out


@pytest.fixture(params=["repository", "large"])
def any_site(request: pytest.FixtureRequest) -> BuiltSite:
    return request.getfixturevalue(request.param)


def test_the_repository_builds_with_the_command_as_with_mkdocs(
    run: Callable[..., Ran], tmp_path: Path, repository: BuiltSite
) -> None:
    done = run("build", "--strict", "--out", tmp_path / "site", "--today", "2026-11-21", cwd=ROOT / "docs")
    assert (done.code, done.out) == (0, ""), done.err
    built = BuiltSite(tmp_path / "site")
    assert built.paths() == repository.paths()
    for path in repository.paths():
        assert built.html(path) == repository.html(path), path


def test_every_link_anchor_and_id_of_every_generated_page_resolves(any_site: BuiltSite) -> None:
    generated = [
        path for path in any_site.paths() if re.match(r"(index|schools/.*|reviews.*|people.*)\.?(html)?$", path)
    ]
    assert len(generated) > 14
    faults = {path: found for path in generated if (found := any_site.faults(path))}
    assert faults == {}


def test_the_search_has_one_entry_for_each_clause_in_force_and_none_of_other_texts(repository: BuiltSite) -> None:
    found = [entry for entry in entries(repository) if entry["location"].startswith("schools/")]
    by_location = Counter(entry["location"] for entry in found)
    assert max(by_location.values()) == 1
    book = load_book(read_folder(ROOT / "policies"))
    today = datetime.date(2026, 11, 21)
    expected = {}
    for school, p in book.policies():
        path, held = f"schools/{p.ref}/index.html", p.in_force(today)
        assert held, f"{p.ref}: each of the five is in force"
        title = f"{held.front_matter.title} · {school.name}"
        expected[path] = title
        for n, node in enumerate(held.tree.nodes):
            if not node.is_section and node.text:
                label = f"{node.label} " if node.label else ""
                expected[f"{path}#{held.tree.ids[n]}"] = (label, title)
    schools = {f"schools/{school.id}/index.html" for school in book.schools}
    assert by_location.keys() == expected.keys() | schools
    for entry in found:
        path, _, anchor = entry["location"].partition("#")
        if anchor:
            label, title = expected[entry["location"]]
            assert entry["title"].startswith(label)
            assert next(e["title"] for e in found if e["location"] == path) == title
            clause = repository.page(path).by_id(anchor)
            assert own_link(clause).words() == label.strip()
            assert letters(entry["text"]) == seen(clause)
    drafts = [p.draft(today) for _, p in book.policies()]
    words_in_force = {n.text for _, p in book.policies() for n in p.in_force(today).tree.nodes}  # type: ignore[union-attr]
    only_in_drafts = {n.text for draft in drafts if draft for n in draft.tree.nodes} - words_in_force
    assert len(only_in_drafts) > 10
    texts = {entry["text"] for entry in found}
    assert not only_in_drafts & texts


def test_what_the_search_finds_is_a_clause_in_force_with_its_own_words(any_site: BuiltSite) -> None:
    found = [entry for entry in entries(any_site) if re.match(r"schools/.*#", entry["location"])]
    assert len(found) > 300
    titles = {entry["location"]: entry["title"] for entry in entries(any_site)}
    for entry in found:
        path, _, anchor = entry["location"].partition("#")
        page = any_site.page(path)
        assert "pb-standing--in-force" in page.one("p", "pb-standing").classes
        assert letters(entry["text"]) == seen(page.by_id(anchor))
        assert entry["title"]
        # Material shows what it finds on a page below the page's own title.
        assert titles[path] == page.one("h1").words() + " · " + page.one("p", "pb-school").words()


def test_markdown_can_be_downloaded_as_it_is_in_the_book(any_site: BuiltSite, repository: BuiltSite) -> None:
    pages = [path for path in any_site.paths() if is_text(path)]
    assert pages
    source = ROOT / "policies"
    for path in pages:
        *_, link = any_site.page(path).one("p", "pb-downloads").all("a")
        assert "download" in link.attrs
        file = (any_site.root / path).parent / link.attrs["href"]
        assert file.is_file(), path
        if any_site is repository:
            school, name, *rest = path.removeprefix("schools/").split("/")
            folder = source / school / name
            originals = [p.read_bytes() for p in folder.rglob("*.md")]
            assert file.read_bytes() in originals
            if rest == ["draft.html"]:
                assert file.read_bytes() == (folder / "policy.md").read_bytes()


def test_texts_that_are_not_in_force_say_so_to_search_engines(any_site: BuiltSite) -> None:
    count = 0
    for path in any_site.paths():
        page = any_site.page(path)
        robots = [e.attrs["content"] for e in page.all("meta") if e.attrs.get("name") == "robots"]
        standing = page.all("p", "pb-standing")
        is_held = not standing or "pb-standing--in-force" in standing[0].classes
        is_for_governors = path == "desk.html" or path.endswith("/sign-off.html")
        assert robots == ([] if is_held and not is_past(path) and not is_for_governors else ["noindex"]), path
        title = page.all("title")[0].words()
        assert is_held or is_past(path) or re.match(r"(Draft, not|Superseded, no longer) in force: ", title), path
        count += not is_held
    assert count


# A place of its own.


def test_a_site_has_the_policies_pictures_and_pages_by_hand(place: Place) -> None:
    said = place.build()
    out = place.out
    assert out.paths() == [
        "about.html",
        "accessibility.html",
        "compare/index.html",
        "desk.html",
        "glossary.html",
        "index.html",
        "new.html",
        "people.html",
        "reviews.html",
        "schools/hill/e-safety/changes/2026-01-to-draft.html",
        "schools/hill/e-safety/draft.html",
        "schools/hill/e-safety/history.html",
        "schools/hill/e-safety/index.html",
        "schools/hill/index.html",
        "schools/hill/phones/index.html",
        "schools/hill/sign-off.html",
        "schools/index.html",
    ]
    assert (out.root / "schools/hill/e-safety/plan.png").read_bytes() == b"\x89PNG"
    assert (out.root / "schools/hill/e-safety/policy.md").read_text(encoding="utf-8") == HELD
    assert (out.root / "schools/hill/e-safety/draft.md").read_text(encoding="utf-8") == DRAFT
    assert (out.root / "assets/policybook/policybook.css").is_file()
    assert any("2 policies on 21 November 2026" in line for line in said)
    assert any(re.search(r"hill/e-safety/versions/2026-01.md:\d+: .* \[seal-missing\]", line) for line in said)
    assert "noindex" not in out.html(POLICY)
    assert [e["href"] for e in (link.attrs for link in out.page(POLICY).all("link")) if "policybook" in e["href"]]


def test_a_page_by_hand_takes_the_place_of_a_generated_one_and_is_found(place: Place) -> None:
    place.docs.write(
        {"reviews.md": "# By hand\n\nReviews by hand.\n", "schools/hill/phones/index.md": "# Hand\n\nPhones.\n"}
    )
    place.docs.write({"schools/README.md": "# Read me\n\nSchools by hand.\n"})
    said = place.build()
    for path, name in (
        ("reviews.html", "reviews.md"),
        ("schools/hill/phones/index.html", "schools/hill/phones/index.md"),
        ("schools/index.html", "schools/README.md"),
    ):
        assert "by hand" in text_of(place.out, path).lower() or "Phones." in text_of(place.out, path)
        assert [line for line in said if f"{name} in " in line and "takes the place of the generated page" in line], (
            path
        )
    locations = {entry["location"] for entry in entries(place.out)}
    assert {"reviews.html", "schools/hill/phones/index.html", "schools/index.html"} <= locations
    assert not [location for location in locations if location.startswith("schools/hill/phones/index.html#p")]


def test_a_picture_by_hand_takes_the_place_of_the_book_s(place: Place) -> None:
    place.docs.write({"schools/hill/e-safety/plan.png": b"by hand"})
    said = place.build()
    assert (place.out.root / "schools/hill/e-safety/plan.png").read_bytes() == b"by hand"
    assert any("plan.png" in line and "takes the place" in line for line in said)


def test_pages_by_hand_may_link_to_policies_and_their_clauses(place: Place) -> None:
    place.docs.write({"about.md": f"# About\n\n{LINKS}\n"})
    place.build()
    addresses = [a.attrs["href"] for a in place.out.main("about.html").all("a")]
    assert addresses == [POLICY, f"{POLICY}#staff-lock-screens", "reviews.html#undated"]
    assert place.out.faults("about.html") == []


@pytest.mark.parametrize(
    "target", ["schools/hill/nowhere/index.md", "schools/hill/e-safety/index.md#no-such-clause", "nowhere.md"]
)
def test_a_broken_link_in_a_page_by_hand_fails_a_strict_build_only(
    place: Place, run: Callable[..., Ran], target: str
) -> None:
    place.docs.write({"about.md": f"# About\n\n[Broken]({target})\n"})
    done = run("build", "--strict", "--out", place.root / "site", cwd=place.root)
    assert done.code == 3
    assert target.partition("#")[0].removesuffix(".md") in done.err
    assert "strict" in done.err
    assert run("build", "--out", place.root / "site", cwd=place.root).code == 0


def test_a_broken_policy_fails_no_build(place: Place) -> None:
    place.book.write(
        {
            "hill/e-safety/policy.md": "---\ntitle: [\n",
            "hill/empty/policy.md": "",
            "hill/odd/policy.md": b"\xff\xfe\x00",
        }
    )
    place.build()
    assert {"schools/hill/empty/index.html", "schools/hill/odd/index.html"} <= set(place.out.paths())


def test_a_book_that_is_missing_is_a_clear_error(place: Place, run: Callable[..., Ran]) -> None:
    shutil.rmtree(place.book.root)
    done = run("build", "--out", place.root / "site", cwd=place.root)
    assert done.code == 3
    assert f"{place.book.root} is no folder." in done.err
    with pytest.raises(Abort):
        place.build()


def test_a_book_without_schools_fails_no_build(place: Place) -> None:
    shutil.rmtree(place.book.root)
    place.book.root.mkdir()
    place.build()
    assert "The book has no schools yet." in text_of(place.out, "schools/index.html")
    assert "The book has no policies." in text_of(place.out, "index.html")


def test_a_site_goes_beside_its_settings_wherever_the_command_is_given(place: Place, run: Callable[..., Ran]) -> None:
    assert run("build", cwd=place.book.root / "hill").code == 0
    assert (place.root / "site/index.html").is_file()


@pytest.mark.parametrize(
    ("out", "code", "says"),
    [
        (".", 2, "holds the site's own sources and would be emptied"),
        ("policies/site", 2, "lies among the site's own sources"),
        ("notes", 2, "holds something else than a site, and would be emptied"),
        ("mkdocs.yml", 2, "is no folder"),
        ("mkdocs.yml/site", 3, "cannot be written: Not a directory"),
    ],
)
def test_no_site_is_built_where_something_else_is(
    place: Place, run: Callable[..., Ran], out: str, code: int, says: str
) -> None:
    Bookfolder(place.root).write({"notes/mine.txt": "Keep me."})
    before = Bookfolder(place.root).contents()
    done = run("build", "--out", out, cwd=place.root)
    assert done.code == code
    assert f"{place.root / out}" in done.err
    assert says in done.err
    assert done.err.endswith("\n  Name another folder with --out.\n")
    assert Bookfolder(place.root).contents() == before


def test_a_site_takes_the_place_of_a_site(place: Place, run: Callable[..., Ran]) -> None:
    (place.root / "public").mkdir()
    for _ in range(2):
        assert run("build", "--out", "public", cwd=place.root).code == 0
    Bookfolder(place.root).write({"site/assets/half.css": "what was left when a build was stopped"})
    assert run("build", "--out", "site", cwd=place.root).code == 0


def test_addresses_are_files_whatever_the_settings_say(place: Place) -> None:
    place.config.write_text(SETTINGS + "use_directory_urls: true\n", encoding="utf-8")
    place.docs.write({"about.md": "# About\n\n[Policy](schools/hill/e-safety/index.md)\n"})
    place.build()
    assert {"about.html", "reviews.html"} <= set(place.out.paths())
    assert place.out.faults("about.html") == []


# Options.


@pytest.mark.parametrize("today", ["2020-02-03", '"2020-02-03"', "2020-02-03 10:00:00"])
def test_the_day_can_be_set(place: Place, today: str) -> None:
    place.config.write_text(SETTINGS.replace("2026-11-21", today), encoding="utf-8")
    place.build()
    assert "As of 3 February 2020." in text_of(place.out, "index.html")
    assert "Not yet in force" in text_of(place.out, "schools/hill/e-safety/versions/2026-01.html")


@pytest.mark.parametrize("today", ["tomorrow", '"2026-02-30"', "2026", "[1]"])
def test_a_day_that_is_none_is_a_clear_error(place: Place, run: Callable[..., Ran], today: str) -> None:
    place.config.write_text(SETTINGS.replace("2026-11-21", today), encoding="utf-8")
    done = run("build", "--out", place.root / "site", cwd=place.root)
    assert done.code == 3
    assert "today" in done.err


def test_without_a_day_it_is_the_day_of_the_build(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(datetime.date):
        @classmethod
        def today(cls) -> Day:
            return cls(2031, 5, 6)

    monkeypatch.setattr("policybook.plugin.datetime.date", Day)
    place.config.write_text(SETTINGS.replace("policybook: {today: 2026-11-21}", "policybook"), encoding="utf-8")
    place.build()
    assert "As of 6 May 2031." in text_of(place.out, "index.html")


@pytest.mark.parametrize(
    "plugins",
    [
        "[search, policybook: {book: texts, today: 2026-11-21}]",
        "{search: {}, policybook: {book: texts, today: 2026-11-21}}",
        "\n  policybook:\n    book: texts\n    today: 2026-11-21\n  search:\n    lang: en",
    ],
)
def test_the_book_can_lie_elsewhere_and_the_command_can_name_another(
    place: Place, run: Callable[..., Ran], plugins: str
) -> None:
    place.book.root.rename(place.root / "texts")
    settings = re.sub(r"plugins: .*", f"plugins: {plugins}", SETTINGS)
    place.config.write_text(settings, encoding="utf-8")
    place.build()
    assert POLICY in place.out.paths()
    other = Bookfolder(place.root / "other").write({"dale/school.yml": "name: Dale\n", "dale/p/policy.md": policy()})
    out = place.root / "site"
    done = run("build", "--book", other.root, "--out", out, "--today", "2030-01-01", cwd=place.root)
    assert done.code == 0, done.err
    paths = place.out.paths()
    assert "schools/dale/p/index.html" in paths
    assert POLICY not in paths
    assert "As of 1 January 2030." in text_of(place.out, "index.html")
    assert entries(place.out)


def test_settings_without_the_plugin_are_a_clear_error(place: Place, run: Callable[..., Ran]) -> None:
    for plugins in ("", "plugins: []\n", "plugins: [search]\n"):
        place.config.write_text(f"site_name: x\ntheme: material\n{plugins}", encoding="utf-8")
        done = run("build", "--out", place.root / "site", cwd=place.root)
        assert done.code == 3
        assert "does not name the plugin `policybook`" in done.err
        assert "plugins:" in done.err


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("site_name: [", "mkdocs.yml"),
        ("- a\n- b\n", "holds no settings"),
        (SETTINGS.replace("material", "no-such-theme"), "theme"),
        (SETTINGS + "docs_dir: nowhere\n", "nowhere"),
        (SETTINGS.replace("search,", "no-such-plugin,"), "no-such-plugin"),
    ],
)
@pytest.mark.parametrize("command", ["build", "serve"])
def test_settings_that_cannot_be_used_are_a_clear_error(
    place: Place, run: Callable[..., Ran], settings: str, says: str, command: str
) -> None:
    place.config.write_text(settings, encoding="utf-8")
    more = ["--strict", "--out", place.root / "site"] if command == "build" else ["--port", "0"]
    done = run(command, *more, cwd=place.root)
    assert done.code == 3
    assert says in done.err


def test_an_option_that_is_none_fails_a_strict_build(place: Place, run: Callable[..., Ran]) -> None:
    place.config.write_text(SETTINGS.replace("today", "tody"), encoding="utf-8")
    done = run("build", "--strict", "--out", place.root / "site", cwd=place.root)
    assert done.code == 3
    assert "tody" in done.err


@pytest.mark.parametrize("out", ["policies", "policies/hill", "policies/new", "docs", "docs/new", ".", ".."])
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_a_build_never_empties_the_folders_that_it_is_made_of(
    place: Place, run: Callable[..., Ran], out: str, engine: str
) -> None:
    before = Bookfolder(place.root).contents()
    done = run("build", "--out", place.root / out, "--engine", engine, cwd=place.root)
    assert done.code == 2
    assert "sources" in done.err
    assert Bookfolder(place.root).contents() == before


# Other themes and plugins.


@pytest.mark.parametrize(
    "theme",
    [
        "material",
        "{name: material, language: de, features: [navigation.instant, toc.integrate], custom_dir: own}",
        "mkdocs",
        "{name: mkdocs, custom_dir: own}",
        "readthedocs",
    ],
)
@pytest.mark.parametrize("plugins", ["[search, policybook: {today: 2026-11-21}]", "[policybook: {today: 2026-11-21}]"])
def test_it_works_with_other_themes_and_without_search(tmp_path: Path, theme: str, plugins: str) -> None:
    settings = f"site_name: Other\nsite_url: https://example.org/p/\ntheme: {theme}\nplugins: {plugins}\n"
    place = make_place(tmp_path / "place", BOOK, settings)
    Bookfolder(tmp_path / "place" / "own").write(
        {"main.html": "{% extends 'base.html' %}{% block extrahead %}<meta name='own' content='1'>{% endblock %}"}
    )
    place.build()
    out = place.out
    page = out.page(POLICY)
    assert "Staff must lock their screens." in page.by_id("staff-lock-screens").words()
    draft = out.page("schools/hill/e-safety/draft.html")
    assert "Draft, not in force: E-safety" in draft.all("title")[0].words()
    for built, is_hidden in ((page, False), (draft, True)):
        assert ("robots" in [e.attrs.get("name") for e in built.all("meta")]) == is_hidden
        assert ("own" in [e.attrs.get("name") for e in built.all("meta")]) == ("custom_dir" in theme)
        assert [e for e in built.all("link") if e.attrs.get("href", "").endswith("policybook.css")]
    found = [e for e in entries(out) if e["location"].startswith("schools/hill/e-safety/")]
    assert len(found) == (3 if "search" in plugins else 0)
    assert not [e for e in entries(out) if "Zebras" in e["text"]]


def test_other_plugins_see_and_change_pages_as_if_mkdocs_had_made_them(tmp_path: Path) -> None:
    settings = SETTINGS + "hooks: [hook.py]\n"
    hook = """\
def on_page_content(html, page, **_):
    return html.replace("Staff must", "<i>Everybody</i> must")

def on_post_page(output, page, **_):
    return output.replace("<i>Everybody</i>", "<b>Everybody</b>")
"""
    place = make_place(tmp_path / "place", BOOK, settings)
    Bookfolder(tmp_path / "place").write({"hook.py": hook})
    place.build()
    assert "Everybody must lock their screens." in place.out.page(POLICY).by_id("staff-lock-screens").words()
    assert "<b>Everybody</b>" in place.out.html(POLICY)


def test_hostile_words_stay_words_in_every_theme_and_in_the_search(tmp_path: Path) -> None:
    for theme in ("material", "mkdocs", "readthedocs"):
        settings = SETTINGS.replace("{name: material, font: false}", theme) + "site_url: https://example.org/\n"
        place = make_place(tmp_path / theme, hostile_book(), settings)
        place.build()
        out = place.out
        pages = [path for path in out.paths() if path.startswith("schools/") and path != "schools/index.html"]
        assert len(pages) == 11
        for path in out.paths():
            assert hostile_marks(out.page(path)) == [], (theme, path)
        for path in pages:
            page = out.page(path)
            assert HOSTILE in page.words()
            assert HOSTILE in page.all("title")[0].words()
        assert len(entries(out)) > 20
        sitemap = (out.root / "sitemap.xml").read_text(encoding="utf-8")
        assert "<pwn" not in sitemap


@pytest.mark.parametrize(
    ("theme", "clause"),
    [
        # Material shows a clause below the title of its page.
        ("{name: material, font: false}", "1.1 Less & more"),
        ("mkdocs", "1.1 Less & more · A < B & C · Hill Primary School"),
    ],
)
def test_the_search_has_titles_and_texts_as_words(tmp_path: Path, theme: str, clause: str) -> None:
    book = {
        "hill/school.yml": SCHOOL,
        "hill/p/policy.md": policy("## Less & more\n\n1.1 Less \\<b>.\n", title="A < B & C", status="approved"),
    }
    place = make_place(tmp_path / "place", book, SETTINGS.replace("{name: material, font: false}", theme))
    place.build()
    found = [(e["title"], e["text"]) for e in entries(place.out) if e["location"].startswith("schools/hill/p/")]
    assert found == [("A < B & C · Hill Primary School", ""), (clause, "Less <b>.")]


def test_hand_written_pages_are_found_by_their_sections(place: Place) -> None:
    place.docs.write({"about.md": "# About\n\nBy hand.\n\n## A *section*\n\n- One & `<two>`\n- three\n"})
    place.build()
    found = [(e["location"], e["title"], e["text"]) for e in entries(place.out) if e["location"].startswith("about")]
    assert found == [
        ("about.html", "About", "By hand."),
        ("about.html#a-section", "A section", "One & <two> three"),
    ]


def test_what_no_page_asks_the_theme_for_is_left_out(place: Place) -> None:
    place.docs.write({"own.css.map": "{}", "assets/javascripts/lunr/own.js": ""})
    place.build()
    files = {path.relative_to(place.out.root).as_posix() for path in place.out.root.rglob("*") if path.is_file()}
    assert {path for path in files if path.endswith(".map")} == {"own.css.map"}
    assert [path for path in files if "/lunr/" in path or "/workers/" in path] == ["assets/javascripts/lunr/own.js"]
    for path in place.out.paths():
        assert place.out.faults(path) == []


@pytest.mark.parametrize(
    ("book_settings", "titles"),
    [
        ("", ["Policies", "Desk", "Compare"]),
        ("publish: public\n", ["Policies", "Compare"]),
        ("compare: false\n", ["Policies", "Desk"]),
    ],
)
def test_nav_may_name_pages_that_a_book_lacks(place: Place, book_settings: str, titles: list[str]) -> None:
    nav = "nav: [{Policies: [index.md, schools/index.md]}, {Desk: [desk.md]}, {Compare: compare/index.md}]\n"
    place.config.write_text(SETTINGS + nav, encoding="utf-8")
    place.book.write({"book.yml": book_settings})
    place.build()
    tabs = place.out.page("index.html").one("nav", "md-nav--primary")
    found = [e.words() for e in tabs if "md-nav__title" in e.classes or "md-nav__link" in e.classes]
    assert [title for title in ("Policies", "Desk", "Compare") if any(title in words for words in found)] == titles


@pytest.mark.parametrize(
    ("path", "tab", "current"),
    [
        ("index.html", "Policies", "page"),
        ("new.html", "Policies", "true"),
        (POLICY, "Policies", "true"),
        ("schools/hill/e-safety/draft.html", "Policies", "true"),
        ("compare/index.html", "Compare", "page"),
        ("compare/e-safety/topics/x.html", "Compare", "true"),
        ("about.html", "About", "page"),
    ],
)
def test_every_page_marks_the_tab_that_it_belongs_to(place: Place, path: str, tab: str, current: str) -> None:
    nav = "nav: [{Policies: [index.md, schools/index.md]}, {Compare: compare/index.md}, {About: about.md}]\n"
    features = SETTINGS.replace("font: false", "font: false, features: [navigation.tabs]")
    place.config.write_text(features + nav, encoding="utf-8")
    place.docs.write({"about.md": "# About\n"})
    for name in ("elm", "ash"):
        place.book.write({f"{name}/school.yml": f"name: {name}\n", f"{name}/e-safety/policy.md": KIND})
    place.book.write({"topics/e-safety.yml": TOPICS})
    place.build()
    links = place.out.page(path).one("nav", "md-tabs").all("a")
    assert [(a.words(), a.attrs["aria-current"]) for a in links if "aria-current" in a.attrs] == [(tab, current)]
    marked = [e.words() for e in place.out.page(path).all("li", "md-tabs__item--active")]
    assert marked == [tab]


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_an_address_that_leads_nowhere_leads_on(tmp_path: Path, theme: str) -> None:
    place = make_place(tmp_path / "place", BOOK, SETTINGS.replace("{name: material, font: false}", theme))
    place.build()
    page = place.out.page("404.html")
    assert "There is no such page" in [heading.words() for heading in page.all("h1")]
    assert {"/index.html", "/schools/index.html"} <= {a.attrs["href"] for a in page.all("a") if "href" in a.attrs}


def test_no_space_is_spent_between_tags_and_none_is_lost_in_code(place: Place) -> None:
    place.book.write({"hill/code/policy.md": policy("~~~\na\n\n\n    b\n~~~\n", title="Code", status="approved")})
    place.docs.write({"about.md": "# About\n\n~~~\na\n\n\n    b\n~~~\n"})
    place.build()
    assert not re.search(r"\n\s", place.out.html(POLICY))
    for path in ("schools/hill/code/index.html", "about.html"):
        assert place.out.main(path).one("pre").words().rstrip() == "a\n\n\n    b"


# Building again and again, as `mkdocs serve` does.


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the page of each template of the theme that is rendered."""
    rendered: list[str] = []
    render = jinja2.Template.render

    def noted(self: jinja2.Template, *args: Any, **kwargs: Any) -> str:
        context = dict(*args, **kwargs)
        if self.name == "main.html" and context.get("page"):
            rendered.append(context["page"].file.dest_uri)
        return render(self, *args, **kwargs)

    monkeypatch.setattr(jinja2.Template, "render", noted)
    return rendered


@dataclass
class Serving:
    """A place that is built again and again in one process."""

    place: Place
    renders: list[str]

    def build(self) -> set[str]:
        """Build; return the pages of policies that went through the theme's templates."""
        if not self.renders:
            self.place.load().plugins.on_startup(command="serve", dirty=False)
        self.renders.append("")
        start = len(self.renders)
        build(self.place.load(), serve_url="http://127.0.0.1:8000/")
        return {path for path in self.renders[start:] if is_text(path)}


@pytest.fixture
def serving(place: Place, renders: list[str]) -> Serving:
    return Serving(place, renders)


ALL = {"schools/hill/e-safety/index.html", "schools/hill/e-safety/draft.html", "schools/hill/phones/index.html"}


def test_pages_that_did_not_change_are_taken_over(serving: Serving) -> None:
    assert serving.build() == ALL
    before = {path: serving.place.out.html(path) for path in serving.place.out.paths()}
    assert serving.build() == set()
    assert {path: serving.place.out.html(path) for path in serving.place.out.paths()} == before


def test_what_refers_to_pages_that_are_taken_over_stays_as_it_is(serving: Serving) -> None:
    serving.place.config.write_text(SETTINGS + "site_url: https://example.org/p/\n", encoding="utf-8")
    serving.place.docs.write({"about.md": f"# About\n\n{LINKS}\n"})
    out = serving.place.out.root
    serving.build()
    first = Bookfolder(out).contents()
    said: list[str] = []
    with listening(said):
        assert serving.build() == set()
    again = Bookfolder(out).contents()
    assert again.keys() == first.keys()
    changed = [name for name, content in again.items() if content != first[name]]
    assert [name for name in changed if "sitemap" not in name] == []  # nobody reads that of a site that is being edited
    assert not [line for line in said if not line.startswith("INFO")]


def test_pages_that_went_missing_are_written_again(serving: Serving) -> None:
    serving.build()
    shutil.rmtree(serving.place.root / "site")
    serving.build()
    assert set(serving.place.out.paths()) >= ALL
    assert (serving.place.root / "site/schools/hill/e-safety/policy.md").is_file()


def test_a_build_that_fails_is_made_good_by_the_next(serving: Serving) -> None:
    serving.build()
    serving.place.book.root.rename(serving.place.root / "away")
    with pytest.raises(Abort):
        serving.build()
    (serving.place.root / "away").rename(serving.place.book.root)
    serving.place.book.edit("hill/phones/policy.md", ("Phones stay off.", "Phones stay on."))
    serving.build()
    assert "Phones stay on." in text_of(serving.place.out, "schools/hill/phones/index.html")
    assert "Staff must lock their screens." in text_of(serving.place.out)
    assert (serving.place.root / "site/schools/hill/e-safety/plan.png").is_file()


def test_a_page_by_hand_takes_over_and_gives_back(serving: Serving) -> None:
    serving.build()
    serving.place.docs.write({"schools/hill/phones/index.md": "# By hand\n\nBy hand.\n"})
    serving.build()
    assert "By hand." in text_of(serving.place.out, "schools/hill/phones/index.html")
    serving.place.docs.path("schools/hill/phones/index.md").unlink()
    serving.build()
    assert "Phones stay off." in text_of(serving.place.out, "schools/hill/phones/index.html")


def test_a_changed_page_is_fresh_and_the_others_are_taken_over(serving: Serving) -> None:
    serving.build()
    serving.place.book.edit("hill/phones/policy.md", ("Phones stay off.", "Phones stay on."))
    assert serving.build() == {"schools/hill/phones/index.html"}
    assert "Phones stay on." in text_of(serving.place.out, "schools/hill/phones/index.html")
    assert "Phones stay on." in {entry["text"] for entry in entries(serving.place.out)}
    assert "Phones stay off." not in {entry["text"] for entry in entries(serving.place.out)}


def test_comparisons_are_taken_over_and_made_again_where_a_policy_changed(serving: Serving) -> None:
    book = serving.place.book
    for name, words in (("elm", "Staff may use a phone."), ("oak", "Phones must not be used.")):
        approved = "approved: {by: Governors, date: 2026-01}"
        text = policy(f"{words}\n", approved, kind="phones", title="Phones", status="approved")
        book.write({f"{name}/school.yml": SCHOOL, f"{name}/phones/policy.md": text})
    serving.build()
    conflicts = "compare/phones/conflicts.html"
    before = (serving.place.root / "site" / conflicts).stat().st_mtime_ns
    serving.build()
    assert (serving.place.root / "site" / conflicts).stat().st_mtime_ns == before
    book.edit("oak/phones/policy.md", ("title: Phones", "title: Phones at work"))
    serving.build()
    assert "Phones at work" in text_of(serving.place.out, "compare/phones/index.html")
    assert "Phones at work" in text_of(serving.place.out, "schools/oak/phones/compared.html")
    shutil.rmtree(book.path("oak"))
    serving.build()
    assert conflicts not in serving.place.out.paths()


def test_a_renamed_person_is_named_on_every_page(serving: Serving) -> None:
    serving.build()
    serving.place.book.edit("hill/school.yml", ("A. Head", "B. Newman"))
    serving.build()
    for path in ("index.html", "people.html", "reviews.html", "schools/hill/index.html", *ALL):
        words = text_of(serving.place.out, path)
        assert "B. Newman" in words, path
        assert "A. Head" not in words, path


def test_a_removed_policy_s_page_disappears_and_a_new_one_appears(serving: Serving) -> None:
    serving.build()
    shutil.rmtree(serving.place.book.path("hill/phones"))
    serving.place.book.write(
        {"hill/visits/policy.md": policy("Visits are planned.\n", title="Visits", status="approved")}
    )
    assert serving.build() == {"schools/hill/visits/index.html"}
    paths = serving.place.out.paths()
    assert "schools/hill/phones/index.html" not in paths
    assert "schools/hill/visits/index.html" in paths
    assert not [entry for entry in entries(serving.place.out) if "phones" in entry["location"]]
    assert "Phones" not in text_of(serving.place.out, "schools/hill/index.html")


def test_an_approved_draft_takes_the_policy_s_own_address(serving: Serving) -> None:
    serving.build()
    serving.place.book.write({"hill/e-safety/versions/2026-10.md": DRAFT.replace("status: draft", "status: approved")})
    (serving.place.book.path("hill/e-safety/policy.md")).unlink()
    assert serving.build() == {"schools/hill/e-safety/index.html", "schools/hill/e-safety/versions/2026-01.html"}
    assert "Zebras" in text_of(serving.place.out)
    assert "noindex" in serving.place.out.html("schools/hill/e-safety/versions/2026-01.html")
    assert "noindex" not in serving.place.out.html(POLICY)


@pytest.mark.parametrize(
    "change",
    [
        (("site_name: Policies of Hill", "site_name: Policies of Dale"), "Policies of Dale"),
        (("theme:", "copyright: By the clerk\ntheme:"), "By the clerk"),
        (("font: false", "font: false, language: de"), 'lang="de"'),
        (("theme:", "extra_javascript: [own.js]\ntheme:"), "own.js"),
        (("theme:", "nav: [about.md, Start: index.md]\ntheme:"), "Start"),
    ],
)
def test_a_change_of_the_settings_shows_on_every_page(serving: Serving, change: tuple[tuple[str, str], str]) -> None:
    serving.place.docs.write({"own.js": ""})
    serving.build()
    (before, after), shown = change
    serving.place.config.write_text(SETTINGS.replace(before, after), encoding="utf-8")
    assert serving.build() == ALL
    for path in ALL:
        assert shown in serving.place.out.html(path)


def test_a_change_of_an_own_template_shows_on_every_page(serving: Serving) -> None:
    own = Bookfolder(serving.place.root / "own").write({"partials/footer.html": "First foot"})
    settings = SETTINGS.replace("font: false", "font: false, custom_dir: own")
    serving.place.config.write_text(settings, encoding="utf-8")
    serving.build()
    own.write({"partials/footer.html": "Second foot"})
    os.utime(own.path("partials/footer.html"), ns=(1, 1))
    assert serving.build() == ALL
    assert all("Second foot" in serving.place.out.html(path) for path in ALL)


def test_a_plain_build_remembers_nothing(serving: Serving) -> None:
    serving.build()
    serving.renders.clear()
    serving.place.build()
    assert {path for path in serving.renders if is_text(path)} == ALL


def test_the_book_is_watched(place: Place) -> None:
    config = place.load()
    plugin = config.plugins["policybook"]
    assert isinstance(plugin, PolicybookPlugin)
    watched: list[str] = []

    class Server:
        def watch(self, path: str) -> None:
            watched.append(path)

    config.plugins.on_serve(Server(), config=config, builder=lambda: None)
    assert watched == [str(place.book.root)]
