"""The site's own settings file, read as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policybook.errors import InputError


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
            return dict(yaml_load(file))
    except (OSError, yaml.YAMLError, ConfigurationError) as error:
        raise InputError(f"cannot be read: {error}.", path=config) from None
