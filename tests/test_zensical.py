"""Zensical builds the same pages as MkDocs."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, SCHOOL, Bookfolder, Ran, policy
from pages import BuiltSite, is_text, outline, read_html
from sites import HOSTILE, SETTINGS, Place, hostile_book, hostile_marks, make_place

needs_zensical = pytest.mark.skipif(
    importlib.util.find_spec("zensical") is None, reason="Zensical is not installed: pip install 'policybook[zensical]'"
)
DAY = ("--today", "2026-11-21")
BOOK = {
    "hill/school.yml": SCHOOL,
    "hill/e-safety/versions/2026-01.md": policy(
        "## 1. Screens\n\n1.1 Staff *must* lock their screens.\n\n"
        "```\ncode with\n\n\nblank lines and {{headteacher}}\n```\n\n![Plan](plan.png)\n\n"
        "<div>Raw <b>words</b>, **stars**\n\n</div>\n\n- [Phones](../phones/policy.md#phones-stay-off)\n",
        status="approved",
    ),
    "hill/e-safety/policy.md": policy("Zebras may look away.\n", "change_note: Zebras."),
    "hill/e-safety/plan.png": b"\x89PNG\x00",
    "hill/phones/policy.md": policy("Phones stay off. {#phones-stay-off}\n", title="Phones", status="approved"),
}


E_SAFETY = "schools/hill/e-safety/"


def same_pages(one: BuiltSite, other: BuiltSite) -> list[str]:
    """Compare the pages of policies of two sites; return their paths."""
    paths = [path for path in one.paths() if is_text(path)]
    assert [path for path in other.paths() if is_text(path)] == paths
    for path in paths:
        ours, theirs = (site.page(path).one("article", "pb-policy") for site in (one, other))
        assert outline(theirs).replace(".markdown, download)", ".md, download)") == outline(ours), path
        assert [e.id for e in theirs if e.id] == [e.id for e in ours if e.id], path
        titles = [site.page(path).all("title")[0].words() for site in (one, other)]
        assert titles[0] == titles[1]
        robots = [
            [e.attrs["content"] for e in s.page(path).all("meta") if e.attrs.get("name") == "robots"]
            for s in (one, other)
        ]
        assert robots[0] == robots[1], path
    return paths


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path / "place", BOOK)


def zensical(run: Callable[..., Ran], place: Place, *more: str | Path) -> BuiltSite:
    done = run("build", "--engine", "zensical", "--strict", "--out", place.root / "other", *more, cwd=place.root)
    assert (done.code, done.out) == (0, ""), done.err
    return BuiltSite(place.root / "other")


@needs_zensical
def test_the_repository_has_the_same_policies_with_either_engine(run: Callable[..., Ran], tmp_path: Path) -> None:
    for engine in ("mkdocs", "zensical"):
        done = run("build", "--engine", engine, "--strict", "--out", tmp_path / engine, *DAY, cwd=ROOT)
        assert (done.code, done.out) == (0, ""), done.err
    one, other = BuiltSite(tmp_path / "mkdocs"), BuiltSite(tmp_path / "zensical")
    paths = same_pages(one, other)
    assert len(paths) >= 5
    for path in [*paths, "index.html", "people.html", "reviews.html", "schools/index.html"]:
        broken = [fault for fault in other.faults(path) if not fault.startswith("for=")]
        assert broken == [], path
    for path in paths:
        word, pdf, link = other.page(path).one("p", "pb-downloads").all("a")
        for document in (word, pdf):
            place = (Path(path).parent / document.attrs["href"]).as_posix()
            assert (other.root / place).read_bytes() == (one.root / place).read_bytes()
        kept = link.attrs["download"]
        assert kept.endswith(".md")
        file = (other.root / path).parent / link.attrs["href"]
        assert file.read_bytes() == (one.root / path).with_name(kept).read_bytes()
    found = json.loads((other.root / "search.json").read_text(encoding="utf-8"))["items"]
    locations = {entry["location"].partition("#")[0] for entry in found}
    assert {path for path in paths if path.endswith("index.html")} <= locations
    assert not [location for location in locations if location.endswith("draft.html")]


@needs_zensical
def test_words_code_pictures_and_links_are_the_same(run: Callable[..., Ran], place: Place) -> None:
    place.build()
    other = zensical(run, place)
    assert len(same_pages(place.out, other)) == 3
    for path, kind in ((f"{E_SAFETY}history.html", "history"), (f"{E_SAFETY}changes/2026-01-to-draft.html", "step")):
        ours, theirs = (outline(site.page(path).one("article", f"pb-{kind}")) for site in (place.out, other))
        assert ours == theirs
        assert "noindex" in other.html(path)
        assert other.faults(path) == []
    assert (other.root / "schools/hill/e-safety/plan.png").read_bytes() == b"\x89PNG\x00"
    assert "code with\n\n\nblank lines" in other.page("schools/hill/e-safety/index.html").one("pre").words()
    for path in ("schools/hill/index.html", "people.html", "reviews.html"):
        for built in (place.out, other):
            assert all(title in built.page(path).words() for title in ("Phones", "E-safety"))


@needs_zensical
def test_hostile_words_stay_words(run: Callable[..., Ran], tmp_path: Path) -> None:
    place = make_place(tmp_path / "place", hostile_book())
    other = zensical(run, place)
    pages = [path for path in other.paths() if is_text(path)]
    assert len(pages) == 5
    for path in other.paths():
        assert hostile_marks(other.page(path)) == [], path
    for path in pages:
        assert other.page(path).one("article", "pb-policy").one("h1").words() == HOSTILE
    found = json.loads((other.root / "search.json").read_text(encoding="utf-8"))["items"]
    shown = [entry["title"] + entry["text"] + "".join(entry.get("path", ())) for entry in found]
    assert not [e.tag for html in shown for e in read_html(html) if e.tag in {"pwn", "script", "img"}]


@needs_zensical
def test_settings_hold_as_with_mkdocs(run: Callable[..., Ran], place: Place) -> None:
    place.book.root.rename(place.root / "texts")
    place.docs.write({"reviews.md": "# By hand\n\nReviews by hand.\n"})
    emoji = (
        "markdown_extensions: [{pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ''}}]\n"
    )
    settings = SETTINGS.replace("{today: 2026-11-21}", "{book: texts, today: 2020-02-03}")
    place.config.write_text(settings + emoji, encoding="utf-8")
    other = zensical(run, place)
    assert "As of 3 February 2020." in other.page("index.html").words()
    assert "Reviews by hand." in other.page("reviews.html").words()
    assert "As of 21 November 2026." in zensical(run, place, *DAY).page("index.html").words()
    dale = Bookfolder(place.root / "dale").write({"dale/p/policy.md": policy(title="Of Dale")})
    assert "Of Dale" in zensical(run, place, "--book", dale.root).page("index.html").words()


@needs_zensical
def test_a_site_that_zensical_refuses_leaves_the_last_one_in_place(run: Callable[..., Ran], place: Place) -> None:
    zensical(run, place)
    place.docs.write({"about.md": "# About\n\n[Broken](nowhere.md)\n"})
    out = place.root / "other"
    before = Bookfolder(out).contents()
    done = run("build", "--engine", "zensical", "--strict", "--out", out, cwd=place.root)
    assert done.code == 3
    assert "page does not exist" in done.err
    assert "Zensical did not build the site." in done.err
    assert Bookfolder(out).contents() == before


@needs_zensical
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (SETTINGS.replace("2026-11-21", "tomorrow"), "“tomorrow” is no day"),
        (SETTINGS.replace("today: 2026-11-21", "book: nowhere"), "nowhere is no folder"),
        ("site_name: x\n", "does not name the plugin"),
        ("site_name: [", "mkdocs.yml"),
    ],
)
def test_what_cannot_be_used_is_a_clear_error(run: Callable[..., Ran], place: Place, settings: str, says: str) -> None:
    place.config.write_text(settings, encoding="utf-8")
    done = run("build", "--engine", "zensical", "--out", place.root / "other", cwd=place.root)
    assert done.code == 3
    assert says in done.err


def test_without_zensical_the_error_says_what_to_do(
    run: Callable[..., Ran], place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("policybook.cli.zensical.sys.executable", str(tmp_path / "python"))
    done = run("build", "--engine", "zensical", "--out", place.root / "other", cwd=place.root)
    assert done.code == 2
    assert "Zensical is not installed." in done.err
    assert "pip install 'policybook[zensical]'" in done.err
    assert not (place.root / "other").exists()
