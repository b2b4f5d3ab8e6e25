"""`policybook serve`: a real program on a port of this machine, ended by its number."""

from __future__ import annotations

import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from conftest import SCHOOL, Bookfolder, Ran, policy
from sites import SETTINGS, Place, make_place

PATIENCE = 60
"""Seconds after which a test fails instead of waiting on; it takes two or three."""
BOOK = {"hill/school.yml": SCHOOL, "hill/phones/policy.md": policy("Phones stay off.\n", status="approved")}
POLICY = "schools/hill/phones/index.html"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path / "place", {"other/school.yml": "name: Other\n"})


@pytest.fixture
def copy(tmp_path: Path) -> Bookfolder:
    """A book that lies elsewhere, below the folder of the site's settings."""
    return Bookfolder(tmp_path / "place" / "copy").write(BOOK)


class Served:
    """A program that serves a site."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        assert process.stderr
        self._reader = threading.Thread(target=self._listen, args=(process.stderr,), daemon=True)
        self._reader.start()

    def _listen(self, stream: Iterator[str]) -> None:
        self.said.extend(stream)

    def first_line(self) -> str:
        """Return the first line that it prints."""
        assert self.process.stdout
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            assert ready.select(PATIENCE), self.said
        return self.process.stdout.readline()

    def until(self, url: str, is_there: Callable[[str], bool]) -> str:
        """Return a page as soon as it is as awaited."""
        end = time.monotonic() + PATIENCE
        page = ""
        while time.monotonic() < end:
            assert self.process.poll() is None, self.said
            try:
                # This machine only, whatever proxy the surroundings name.
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
                    page = answer.read().decode()
                if is_there(page):
                    return page
            except OSError:
                pass
            time.sleep(0.05)
        pytest.fail(f"{url} was not as awaited within {PATIENCE} seconds: {''.join(self.said)}\n{page}")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


@contextmanager
def serving(place: Place, *arguments: str | Path) -> Iterator[Served]:
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "policybook"), "serve", *map(str, arguments)],
        cwd=place.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(place.root.parent)},
        # What runs in the background of a shell ignores Ctrl-C, and so would what it starts.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield Served(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE)
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stderr.close()


def test_it_prints_its_address_and_shows_a_policy_s_new_words_after_an_edit(place: Place, copy: Bookfolder) -> None:
    with serving(place, "--port", "0", "--book", "copy", "--today", "2026-11-21") as site:
        line = site.first_line()
        match = re.fullmatch(r"The site is at (http://127\.0\.0\.1:\d+/) \(stop with Ctrl-C\)\n", line)
        assert match, line
        page = site.until(match[1] + POLICY, lambda page: "Phones stay off." in page)
        assert "Hill Primary School" in page
        home = site.until(match[1], bool)
        assert "As of 21 November 2026." in home
        assert "Other" not in home
        copy.edit("hill/phones/policy.md", ("Phones stay off.", "Phones stay in their bags."))
        page = site.until(match[1] + POLICY, lambda page: "Phones stay in their bags." in page)
        assert "Phones stay off." not in page
        copy.write({"hill/phones/policy.md": "---\ntitle: [\n"})
        broken = site.until(match[1] + POLICY, lambda page: "front-matter-invalid" in page)
        assert "Not in force." in broken
        assert site.end(signal.SIGINT) == 0
        assert "Traceback" not in "".join(site.said)
        assert not list(place.root.parent.glob("mkdocs_*")), "its files are gone with it"


def test_a_port_that_is_taken_is_a_clear_error(place: Place, run: Callable[..., Ran]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=place.root)
    assert done.code == 3
    assert done.out == ""
    assert f"Port {port} is taken." in done.err
    assert "--port" in done.err


def test_a_book_that_is_missing_ends_it_with_a_clear_error(place: Place) -> None:
    place.config.write_text(SETTINGS.replace("policybook:", "policybook: {book: nowhere}\n#"), encoding="utf-8")
    place.config.write_text("site_name: x\ntheme: material\nplugins: [policybook: {book: nowhere}]\n", encoding="utf-8")
    with serving(place, "--port", "0") as site:
        assert site.process.wait(PATIENCE) == 3
        site._reader.join(PATIENCE)
    said = "".join(site.said)
    assert f"{place.root / 'nowhere'} is no folder." in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("arguments", "code"), [(["--port", "70000"], 2), (["--port", "x"], 2), (["--today", "x"], 2)])
def test_words_that_are_off_are_refused(place: Place, run: Callable[..., Ran], arguments: list[str], code: int) -> None:
    done = run("serve", *arguments, cwd=place.root)
    assert done.code == code
    assert done.err
    assert done.out == ""
