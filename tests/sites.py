"""Sites that tests build, through MkDocs itself."""

from __future__ import annotations

import functools
import importlib.util
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from conftest import ROOT, Bookfolder
from pages import BuiltSite, Element, live_markup

SETTINGS = """\
site_name: Policies of Hill
theme: {name: material, font: false}
plugins: [search, policybook: {today: 2026-11-21}]
validation: {links: {anchors: warn, unrecognized_links: warn}}
"""


@dataclass(frozen=True)
class Place:
    """A folder with mkdocs.yml, docs/ and policies/."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "mkdocs.yml"

    @property
    def book(self) -> Bookfolder:
        return Bookfolder(self.root / "policies")

    @property
    def docs(self) -> Bookfolder:
        return Bookfolder(self.root / "docs")

    @property
    def out(self) -> BuiltSite:
        """What was built; made anew, because a page is read once only."""
        return BuiltSite(self.root / "site")

    def build(self, command: str = "build", **settings: Any) -> list[str]:
        """Build as `mkdocs build --strict` does; return what was said."""
        said: list[str] = []
        with listening(said):
            config = self.load(**settings)
            config.plugins.on_startup(command=command, dirty=False)
            build(config)
        return said

    def load(self, **settings: Any) -> Any:
        return load_config(str(self.config), **{"site_dir": str(self.root / "site"), "strict": True, **settings})


def make_place(root: Path, book: Mapping[str, str | bytes], settings: str = SETTINGS, **docs: str) -> Place:
    """Write a folder from which a site can be built; it has a hand-written page, `about.md`."""
    place = Place(root)
    (root / "policies").mkdir(parents=True)
    place.book.write(book)
    place.docs.write({"about.md": "# About\n\nWords by hand.\n"} | {f"{name}.md": text for name, text in docs.items()})
    place.config.write_text(settings, encoding="utf-8")
    return place


class _Listener(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.levelname}: {record.getMessage()}")


@contextmanager
def listening(said: list[str]) -> Iterator[None]:
    """Take down what MkDocs and its plugins say."""
    logger, listener = logging.getLogger("mkdocs"), _Listener(said)
    before = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(before)


@functools.cache
def generated_book() -> dict[str, str]:
    """Return a large book of invented policies, with versions and drafts."""
    generate = _generator()
    return generate.generate(generate.Size(policies=10, clauses=60, words=1200, versions=2))


@functools.cache
def schools_book(count: int) -> dict[str, str]:
    """Return a book of many schools with short policies that say much of the same."""
    rules = (
        "## Phones\n\nStaff must not use a personal mobile phone in lessons at SCHOOL.",
        "At break times staff of SCHOOL must not use a phone in school.",
        "## Passwords\n\nEach password for SCHOOL must be kept secret.",
        "## Friends\n\nStaff of SCHOOL must not accept friend requests from pupils.",
        "Staff of SCHOOL must ask before they publish photographs of pupils.",
        "## Email\n\nStaff must not email pupils of SCHOOL from a personal account.",
    )
    text = "\n\n".join(rules)
    varied = {str(n): text.replace("must", word) for n, word in enumerate(("must", "should", "will"))}
    topics = (ROOT / "policies/topics/acceptable-use.yml").read_text(encoding="utf-8")
    files = _benchmark("schools").generate_schools(varied, count, parts=0.9)
    return {**files, "topics/acceptable-use.yml": topics}


def _generator() -> ModuleType:
    return _benchmark("generate")


def _benchmark(name: str) -> ModuleType:
    path = ROOT / "tests" / "benchmarks" / f"{name}.py"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    spec = importlib.util.spec_from_file_location(f"policybook_benchmarks_{name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# Hostile words.

HOSTILE = (
    "'\"><pwn onload=PWN()></title></textarea></script><script>PWN()</script><img src=x onerror=PWN()>"
    "<a href=javascript:PWN()>{{ 7*7 }}{% raw %}${PWN}&lt;pwn&gt;--><!--"
)
"""Words that break out of attributes, titles, scripts, comments and templates, wherever they are not escaped."""


def hostile_book() -> dict[str, str | bytes]:
    """Return a book with hostile words in every field and name, and a text made of little else."""
    bad = json.dumps(HOSTILE)
    valid = f"""\
version: {bad}
owner: {{role: {bad}, name: {bad}}}
responsible: [{{role: {bad}, name: {bad}, for: {bad}}}, {{name: {bad}}}, {{role: head}}]
change_note: {bad}
related: [{bad}, other]
acknowledgement: {{statement: {bad}, fields: [{bad}]}}
source: {{document: {bad}, restated: true}}
"""
    approved = f"status: approved\napproved: {{by: {bad}, date: 2026-01, minute: {bad}}}\nreview: {{by: {bad}}}\n"
    body = f"""
## {HOSTILE}

## Appendix 1: {HOSTILE} {{{{head}}}} {{{{{HOSTILE}}}}}

Ask {{{{head}}}}, not {{{{{HOSTILE}}}}}; see Appendix 1. {{#x" onclick=PWN()}}

1. {HOSTILE}
2. <b title="{{{{<pwn onload=PWN()>}}}}" onclick="PWN()">bold {{{{head}}}}</b> <a href=" java&#115;cript:PWN()">a</a>

[a](javascript:PWN()) [b](JaVaScRiPt:PWN()) [c](java&#115;cript&colon;PWN()) [d](<data:text/html,<pwn>>)
<javascript:PWN()> [e](vbscript:PWN)
[f](x "' onclick=PWN() {{{{head}}}} {{{{<pwn>}}}}") ![{{{{head}}}} {HOSTILE}](x "{{{{head}}}}")
![g](javascript:PWN()) [h][ref] [i](%22%3E%3Cpwn%20onerror=PWN()%3E.png) [j](javascript%3APWN.png) [k](//[) [l](http://[x)

[ref]: javascript:PWN() "' onclick=PWN()"

| {HOSTILE} | {{{{head}}}} |
| --- | --- |
| `{HOSTILE}` | {HOSTILE} |

> {HOSTILE}

```{HOSTILE.replace("`", "")}
{HOSTILE} {{{{head}}}}
```

<div onclick="PWN()" style="x" id="pwn"><pwn>x</pwn><svg onload=PWN()><a xlink:href="javascript:PWN()">x</a></svg>
<form action="javascript:PWN()"><button formaction="javascript:PWN()">x</button></form><iframe srcdoc="<pwn>"></iframe>
<math><mi xlink:href="javascript:PWN()">x</mi></math><template><pwn></pwn></template>
<base href="javascript:PWN()//"></div></div></div>

<!-- <pwn> --!> <pwn onload=PWN()> -->

<![CDATA[<pwn onload=PWN()>]]>

<?php <pwn onload=PWN()> ?>
"""
    head = f"title: {bad}\n"
    school = "<pwn onload=PWN()>"
    return {
        "book.yml": f"title: {bad}\ndescription: {bad}\n{bad}: {bad}\n",
        "glossary.yml": f"terms: [{{term: {bad}, forms: [{bad}, x], text: {bad}}}]\n",
        f"{school}/glossary.yml": f"terms: [{{term: bold, forms: [{bad}], text: {bad}}}]\n",
        f"{school}/school.yml": f"""\
name: {bad}
phase: {bad}
local_authority: {bad}
people:
  head: {{title: {bad}, name: {bad}}}
  {bad}: {{title: {bad}, name: {bad}}}
""",
        f"{school}/held/policy.md": f"---\n{head}status: draft\n{valid}---\n{body}",
        f"{school}/held/versions/2026-01.md": f"---\n{head}{approved}{valid}---\n{body}",
        f'{school}/held/versions/"><pwn onload=PWN()>.md': f"---\n{head}{approved}{valid}---\n{body}",
        f"{school}/held/{HOSTILE.replace('/', '')[:90]}.md": "Stray.\n",
        f'{school}/held/"><pwn onerror=PWN()>.png': b"x",
        f"{school}/held/javascript:PWN.png": b"x",
        f"{school}/other/policy.md": f"---\n{head}{approved}source: {{document: {bad}}}\n---\n{body}",
        f"{school}/<pwn>'\">/policy.md": f"""\
---
title: {bad}
kind: {bad}
school: {bad}
status: {bad}
audience: [{bad}]
owner: {bad}
effective: {bad}
review: {{due: {bad}, frequency: {bad}}}
{bad}: {bad}
approved: [{bad}]
---
{body}""",
    }


_OF_A_THEME = "<script>// Current page data\n"
"""readthedocs writes a page's title into a script of its own, as a JSON string."""


def hostile_marks(page: Element) -> list[str]:
    """Return what became of hostile words but words: elements, and attributes that run code."""
    elements = [f"<{e.tag}>" for e in page if e.tag == "pwn" or e.id == "pwn"]
    live = [found for found in live_markup(page) if "PWN" in found and not found.startswith(_OF_A_THEME)]
    return elements + live
