"""The site's own settings file, read as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from policybook.errors import InputError

PLUGIN: Final = "policybook"


def find_settings(book: Path | None) -> Path:
    """Return the mkdocs.yml beside the book, or in the nearest folder above.

    Raises:
        InputError: There is none.
    """
    start = (book or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return folder / "mkdocs.yml"
    raise InputError(f"There is no mkdocs.yml in {start} or above it.", fix="Go to the folder that holds it.")


def read_settings(config: Path) -> dict[str, Any]:
    """Return what a mkdocs.yml holds.

    Raises:
        InputError: It cannot be read or is no YAML.
    """
    import yaml
    from mkdocs.exceptions import ConfigurationError
    from mkdocs.utils.yaml import yaml_load

    try:
        with config.open(encoding="utf-8") as file:
            settings = yaml_load(file)
    except (OSError, yaml.YAMLError, ConfigurationError) as error:
        raise InputError(f"cannot be read: {error}.", path=config) from None
    if not isinstance(settings, dict):
        raise InputError("holds no settings.", path=config, fix="Write them as `name: value`, one on each line.")
    return settings


def plugins_of(settings: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the plugins that settings name, in order, each with its options; MkDocs takes a list or a group."""
    given = settings.get("plugins")
    if given is None:
        given = ["search"]
    found: list[tuple[str, dict[str, Any]]] = []
    for entry in [given] if isinstance(given, dict) else given:
        for name, options in entry.items() if isinstance(entry, dict) else [(entry, None)]:
            found.append((str(name), dict(options or {})))
    return found


def book_options(config: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the plugin that builds the book.

    Raises:
        InputError: The settings do not name it, so the site would hold no policies.
    """
    for name, options in plugins_of(settings):
        if name == PLUGIN:
            return options
    raise InputError(
        f"does not name the plugin `{PLUGIN}`, so the site would hold no policies.",
        path=config,
        fix=f"Add `- {PLUGIN}` under `plugins:`.",
    )
