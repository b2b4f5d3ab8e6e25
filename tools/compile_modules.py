"""Compiles modules of policybook with mypyc: those of a checkout in place, those of a wheel inside it.

`python tools/compile_modules.py` puts them beside their sources; with `--if-possible`, it succeeds where it cannot, and
says why; with `--remove`, it takes them away. Hatchling makes wheels with them where HATCH_BUILD_HOOKS_ENABLE is set.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOOLS: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))
from policybook.compiled import LIBRARY, PARTS, PLAIN, PURE  # noqa: E402  that of this folder

OPTIMISATION: Final = "2"
"""What C compilers call -O2: measured, it takes 4 % less than -O1 to compare two versions."""
LEFT_OUT: Final = ("-fno-gcse", "-fno-tree-vrp", "-fno-schedule-insns2")
"""Passes of -O2 that take a fifth of the time to compile, and gained nothing we could measure; clang warns of them."""
DIRECT: Final = ("-fno-semantic-interposition", "-fno-plt")
"""Lets compiled functions call each other and Python without a detour: measured, 4 % of a comparison."""
SUFFIX: Final = sysconfig.get_config_var("EXT_SUFFIX")
INTERRUPTED: Final = 130
"""The exit code of a program that was told to stop."""
HOW: Final = "For compiled modules: {}, then `make compile`."


class CannotCompile(Exception):
    """There are no compiled modules; the message says why."""


def modules() -> list[str]:
    """Return the paths of the modules to compile, from this folder."""
    return sorted(
        path.relative_to(TOOLS).as_posix()
        for part in PARTS
        for path in (TOOLS / "policybook" / part).glob("*.py")
        if path.name not in PLAIN
    )


def require_compiler() -> None:
    """Raise `CannotCompile` unless a C compiler and Python's headers are there."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if os.name == "posix" and shutil.which(compiler) is None:
        raise CannotCompile(f"No C compiler ({compiler}). " + HOW.format("install one, on Debian gcc and libc6-dev"))
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        raise CannotCompile("No headers of Python. " + HOW.format(f"install them, on Debian python{version}-dev"))


def compile_into(folder: Path) -> list[Path]:
    """Compile the modules; return the paths of what was made, below `folder`, the library last.

    Raises:
        CannotCompile: The modules or their C code could not be compiled.
    """
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    made, work = folder / "made", folder / "work"
    said = io.StringIO()
    with contextlib.chdir(TOOLS), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            options = ["--config-file=", "--cache-dir=/dev/null", "--ignore-missing-imports", "--strict"]
            extensions = mypycify(
                [*options, *modules()],
                opt_level=OPTIMISATION,
                debug_level="0",
                group_name=LIBRARY.removesuffix("__mypyc"),
                target_dir=str(work),
            )
            if os.name == "posix":
                for extension in extensions:
                    # Warnings about C that nobody wrote: to look for them takes as long as to compile.
                    extension.extra_compile_args.append("-Wno-all")
            if sys.platform == "linux":
                for extension in extensions:
                    extension.extra_compile_args += [*DIRECT, *LEFT_OUT]
            command = build_ext(Distribution({"ext_modules": extensions}))
            command.build_lib, command.build_temp, command.parallel = str(made), str(work), True
            command.ensure_finalized()
            command.run()
        except (Exception, SystemExit) as error:
            raise CannotCompile(f"{said.getvalue()}{error}\nThe modules could not be compiled.") from error
    return sorted(made.rglob(f"*{SUFFIX}"), key=lambda path: path.name.startswith(LIBRARY))


def require_imports() -> None:
    """Raise `CannotCompile` unless the compiled modules can be imported: some faults are found only then."""
    names = ", ".join(path.removesuffix(".py").replace("/", ".") for path in modules())
    done = subprocess.run(
        [sys.executable, "-c", f"import {names}"],
        env={**os.environ, "PYTHONPATH": str(TOOLS), PURE: ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotCompile(f"{done.stderr}The compiled modules could not be imported.")


def remove() -> None:
    """Take compiled modules of this Python away, the library first: without it the sources are used."""
    found = [*TOOLS.glob(f"{LIBRARY}{SUFFIX}"), *TOOLS.glob(f"policybook/**/*{SUFFIX}")]
    for path in found:
        path.unlink(missing_ok=True)


def compile_in_place() -> None:
    """Compile the modules of this checkout; whatever happens on the way, they are complete or none is used.

    Raises:
        CannotCompile: As the message says; no module is compiled now.
    """
    started = time.time_ns()
    try:
        require_compiler()
        print(f"Compiling {len(modules())} modules; less than a minute", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            made = compile_into(Path(folder))
            remove()
            for path in made:
                place = TOOLS / path.relative_to(Path(folder, "made"))
                arriving = place.with_name(f".{place.name}.new")
                shutil.copyfile(path, arriving)
                # A source that was edited meanwhile is newer than what was made of it.
                os.utime(arriving, ns=(started, started))
                arriving.replace(place)
            require_imports()
    except CannotCompile:
        remove()
        raise


class CompiledWheel(BuildHookInterface[Any]):
    """Puts compiled modules into a wheel, which is then for one platform and one version of Python."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name what was made; an editable install is left as it is."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        made = compile_into(Path(self._folder.name))
        root = Path(self._folder.name, "made")
        build_data["force_include"].update({str(path): path.relative_to(root).as_posix() for path in made})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Tidy up."""
        if version != "editable":
            self._folder.cleanup()


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Compile modules of policybook in place, with mypyc and a C compiler.")
    parser.add_argument("--if-possible", action="store_true", help="say why where it cannot be done, and succeed")
    parser.add_argument("--remove", action="store_true", help="take compiled modules away")
    asked = parser.parse_args()
    if asked.remove:
        remove()
        return
    try:
        compile_in_place()
    except KeyboardInterrupt:
        print("Interrupted: nothing was compiled. `make compile` begins again.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except CannotCompile as error:
        print(f"{error} policybook runs as plain Python.", file=sys.stderr)
        sys.exit(0 if asked.if_possible else 1)


if __name__ == "__main__":
    main()
