"""Damaged files imported by the hundred: whatever is in a file, there is a policy or a clear error, soon and in bounds.

    .venv/bin/python tests/fuzz.py docx --tries 2000 --seed 7

A file that breaks a bound is written to the current folder, and can be tried again by itself.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import signal
import sys
import time
import zipfile
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from conftest import DATA
from documents import docx, list_, odt, p, packed, pattern, pdf
from imports import imported
from policybook.errors import PolicybookError

SECONDS: Final = 20
"""What one file may take."""
MEGABYTES: Final = 1_000
"""What all of them may take at most at one time."""
_SAFETY: Final = 4_000_000_000
"""Bytes of addresses beyond which the system refuses, so that no machine is brought down."""

WORD = docx(
    "".join(p(f"Rule {n} is kept by all of the staff.", num=(1, n % 2)) for n in range(9))
    + f"<w:tbl><w:tr><w:tc>{p('Door')}</w:tc><w:tc>{p('Key')}</w:tc></w:tr></w:tbl>",
    numbering=pattern(1, ("decimal", "%1."), ("bullet", "o")) + list_(1, 1),
)
OPEN = odt("<text:h text:outline-level='1'>Keys</text:h><text:p>Staff must sign for keys.</text:p>")
PDF = pdf([(60, 700 - 13 * n, f"{n}. Rule {n} is kept by all of the staff.") for n in range(9)])
HTML = b"<h1>Keys</h1><ol><li>one<ul><li>two</ul></ol><table><tr><td>a<td>b</table><p>I agree<p>Signed: Date:"
MARKDOWN = b"# Keys\n\n1. one\n   - two\n\n| a | b |\n| - | - |\n| c | d |\n\n> quoted\n"
_OWN: Final = {"docx": WORD, "odt": OPEN, "pdf": PDF, "html": HTML, "md": MARKDOWN, "txt": b""}
READERS: Final = tuple(_OWN)

_INSERTED: Final = (
    *(b"\n", b"\t", b"- ", b"1. ", b"(a) ", b"**", b"<li>", b"</ul>", b"\x0c", b"\0", b"|", b"Signed", b"```", b"{#a}"),
)
_VALUES: Final = ("", "-1", "0", "1", "9", "99999999", "1e9", "true", "off", "x", "%9.%1", "Heading1", "decimal")


class Tried(NamedTuple):
    """What came of a number of files."""

    tries: int
    refused: int
    """Those that ended in a clear error."""
    slowest: float
    """Seconds that the slowest took."""
    megabytes: float
    """The most memory that was taken at one time."""


def files(reader: str) -> list[bytes]:
    """Return the files that a reader's damaged ones are made of."""
    real = sorted((DATA / "importing").rglob(f"*.{reader}"))
    return [data for data in (_OWN[reader], *(path.read_bytes() for path in real)) if data]


def damaged(reader: str, seed: int, number: int) -> bytes:
    """Return one damaged file; the same for the same arguments."""
    chance = random.Random(f"{reader} {seed} {number}")
    data = chance.choice(files(reader))
    if not data.startswith(b"PK") or chance.random() < 0.1:
        return _mutated(data, chance)
    # Changed as a whole, hardly any zipped file could be opened: one part of it is.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in sorted(parts) if name.endswith(".xml") and parts[name]])
    content = parts[name]
    assert isinstance(content, bytes)
    parts[name] = _rearranged(content, chance) if chance.random() < 0.7 else _mutated(content, chance)
    return packed(parts)


def run(reader: str, tries: int, seed: int) -> Tried:
    """Import damaged files.

    Raises:
        AssertionError: One was neither imported nor refused, or took too much.
    """
    refused, slowest = 0, 0.0
    for number in range(tries):
        data = damaged(reader, seed, number)
        start = time.perf_counter()
        signal.alarm(SECONDS)
        try:
            filed = imported(data, f"k.{reader}")
            assert len(filed.source_lines) == len(filed.version.tree)
        except PolicybookError:
            refused += 1
        except BaseException:
            Path(f"fuzz-{seed}-{number}.{reader}").write_bytes(data)
            raise
        finally:
            signal.alarm(0)
        slowest = max(slowest, time.perf_counter() - start)
    megabytes = _most_memory()
    assert megabytes < MEGABYTES, f"{megabytes:.0f} MB were taken"
    return Tried(tries, refused, slowest, megabytes)


def _most_memory() -> float:
    """Return the megabytes that this program took at most at one time."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage also counts what the process that started this one had taken until then.
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) / 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some of its bytes changed, taken out, doubled or put elsewhere."""
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 10, 40])):
        at = chance.randrange(len(found) or 1)
        end = min(len(found), at + chance.choice([1, 4, 40, 400]))
        match chance.randrange(5):
            case 0 if found:
                found[at] = chance.randrange(256)
            case 1:
                del found[at:end]
            case 2:
                found[at:at] = found[at:end]
            case 3:
                found[at:at] = chance.choice(_INSERTED)
            case _:
                other = chance.randrange(len(found) or 1)
                found[at:end] = found[other : other + end - at]
    return bytes(found)


def _rearranged(data: bytes, chance: random.Random) -> bytes:
    """Return XML that is well formed, with elements and values where no program would put them."""
    root = ET.fromstring(data)
    for _ in range(chance.choice([1, 3, 10, 40])):
        parents = [element for element in root.iter() if len(element)]
        if not parents:
            break
        parent = chance.choice(parents)
        child = chance.choice(list(parent))
        match chance.randrange(4):
            case 0:
                parent.remove(child)
            case 1:
                parent.insert(0, child)
            case 2 if child.attrib:
                child.set(chance.choice(sorted(child.attrib)), chance.choice(_VALUES))
            case _:
                other = chance.choice(parents)
                if other not in set(child.iter()):
                    other.append(child)
    return bytes(ET.tostring(root))


def _stop(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=[*READERS, "all"], nargs="?", default="all")
    parser.add_argument("--tries", type=int, default=200, help="files of each reader")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    signal.signal(signal.SIGALRM, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (_SAFETY, _SAFETY))
    for reader in READERS if given.reader == "all" else (given.reader,):
        tried = run(reader, given.tries, given.seed)
        print(
            f"{reader:5} {tried.tries} files, {tried.refused} refused, slowest {tried.slowest:.2f} s, "
            f"{tried.megabytes:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
