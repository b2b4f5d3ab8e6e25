"""`build` and `serve`: the pages of a book through MkDocs, or written to a folder for Zensical."""

from __future__ import annotations

import datetime
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from policybook.cli.settings import PLUGIN, book_options, plugins_of, read_settings
from policybook.errors import InputError, UsageError
from policybook.metadata import Publish

ELSEWHERE: Final = "Name another folder with --out."
_PAGES: Final = ("index.html", "404.html")
"""What every site has in its folder."""


class Own(NamedTuple):
    """What the command line says of a site in the place of its settings; None leaves it to them."""

    book: Path | None = None
    """The book's folder."""
    today: datetime.date | None = None
    """The day to judge reviews by."""
    public: bool | None = None
    """Whether the site is for everybody."""

    @property
    def publish(self) -> Publish | None:
        """For whom the site is."""
        return None if self.public is None else Publish.PUBLIC if self.public else Publish.INTERNAL


def build(config: Path, out: Path | None, own: Own, *, zensical: bool, strict: bool) -> None:
    """Build the site.

    Args:
        config: The site's mkdocs.yml.
        out: The folder to write to; what is in it is replaced. None for the one that the settings name.
        own: What is not as the settings have it.
        zensical: Whether Zensical builds the site instead of MkDocs.
        strict: Whether a warning of the engine is an error.

    Raises:
        UsageError: The folder is no place for a site.
        InputError: The engine refuses, and has said why; or the folder cannot be written to.
    """
    settings = read_settings(config)
    usual = Path(config.parent, settings.get("site_dir", "site")).resolve()
    target = out.resolve() if out else usual
    _keep_sources(config, settings, target, own.book)
    if target != usual:
        _keep_others(target)
    with _writing_to(target):
        if zensical:
            from policybook.cli.zensical import build_with_zensical

            build_with_zensical(config, target, own.book, own.today, own.publish, strict=strict)
        else:
            _build_with_mkdocs(config, target, own, strict=strict)


def _build_with_mkdocs(config: Path, target: Path, own: Own, *, strict: bool) -> None:
    _log_to_stderr()
    from mkdocs.commands.build import build as build_site
    from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException

    loaded = _load(config, _overrides(config, own), site_dir=str(target), strict=strict)
    try:
        loaded.plugins.on_startup(command="build", dirty=False)
        build_site(loaded)
    except Abort as error:
        raise InputError(f"The site was not built: {error}", fix="What is wrong stands above.") from None
    except (ConfigurationError, MkDocsException) as error:
        raise InputError(f"The site was not built: {error}", path=config) from None
    finally:
        loaded.plugins.on_shutdown()


def serve(config: Path, port: int, own: Own) -> None:
    """Serve the site on 127.0.0.1 and rebuild it on every change, until interrupted.

    Args:
        config: The site's mkdocs.yml.
        port: The port; 0 takes a free one.
        own: What is not as the settings have it.

    Raises:
        InputError: The port is taken, or the engine refuses.
    """
    _log_to_stderr()
    from mkdocs.commands.serve import serve as serve_site
    from mkdocs.exceptions import Abort, MkDocsException

    overrides = _overrides(config, own)
    port = _free_port(port)
    sys.stdout.write(f"The site is at http://127.0.0.1:{port}/ (stop with Ctrl-C)\n")
    sys.stdout.flush()
    try:
        serve_site(str(config), dev_addr=f"127.0.0.1:{port}", open_in_browser=False, **overrides)
    except Abort as error:
        raise InputError(f"The site cannot be served: {error}", fix="What is wrong stands above.") from None
    except MkDocsException as error:
        raise InputError(f"The site cannot be served: {error}", path=config) from None


def _free_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise InputError(f"Port {port} is taken.", fix="Name another with --port, or 0 for any free one.") from None
        return int(probe.getsockname()[1])


def _keep_sources(config: Path, settings: dict[str, Any], target: Path, book: Path | None) -> None:
    """Refuse to empty a folder that holds what the site is made of, or lies in it."""
    root = config.parent.resolve()
    kept = [
        book or root / book_options(config, settings).get("book", "policies"),
        root / settings.get("docs_dir", "docs"),
    ]
    sources = [source.resolve() for source in kept]
    if root.is_relative_to(target) or any(source.is_relative_to(target) for source in sources):
        raise UsageError(f"{target} holds the site's own sources and would be emptied.", fix=ELSEWHERE)
    if any(target.is_relative_to(source) for source in sources):
        raise UsageError(f"{target} lies among the site's own sources.", fix=ELSEWHERE)


def _keep_others(target: Path) -> None:
    """Refuse to empty a folder that holds something else than a site, or what is no folder."""
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is no folder.", fix=ELSEWHERE)
    if target.is_dir() and any(target.iterdir()) and not any((target / page).is_file() for page in _PAGES):
        raise UsageError(f"{target} holds something else than a site, and would be emptied.", fix=ELSEWHERE)


@contextmanager
def _writing_to(target: Path) -> Iterator[None]:
    """Say which file of a site cannot be written."""
    try:
        yield
    except OSError as error:
        if error.filename is None or not Path(error.filename).absolute().is_relative_to(target):
            raise
        raise InputError(f"cannot be written: {error.strerror}.", path=error.filename, fix=ELSEWHERE) from None


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger = logging.getLogger("mkdocs")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _load(config: Path, overrides: dict[str, Any], **settings: Any) -> Any:
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    try:
        return load_config(str(config), **overrides, **settings)
    except (Abort, ConfigurationError) as error:
        raise InputError(f"The settings cannot be used: {error}", path=config) from None


def _overrides(config: Path, own: Own) -> dict[str, Any]:
    """Return the settings that name another book, day or reader than the site's own do.

    Raises:
        InputError: The site's settings cannot be read, or do not name our plugin.
    """
    settings = read_settings(config)
    book_options(config, settings)
    options: dict[str, Any] = {}
    if own.book is not None:
        options["book"] = str(own.book.resolve())
    if own.today is not None:
        options["today"] = own.today.isoformat()
    if own.publish is not None:
        options["publish"] = str(own.publish)
    if not options:
        return {}
    return {
        "plugins": _Plugins(
            {name: {**given, **options} if name == PLUGIN else given} for name, given in plugins_of(settings)
        )
    }


class _Plugins(list[dict[str, Any]]):
    """Plugins that can be read again for every build: MkDocs empties the entries that it reads."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter([dict(entry) for entry in super().__iter__()])
