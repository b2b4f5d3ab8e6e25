"""The few calls of GitHub's API that are needed, with nothing but the standard library."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

from policybook.errors import InputError

_VERSION: Final = "2022-11-28"
_PATIENCE: Final = 30
"""Seconds to wait for an answer."""
_MOST_PAGES: Final = 50
_NEXT: Final = re.compile(r'<([^>]+)>;\s*rel="next"')


class Api:
    """A repository as its API shows it."""

    def __init__(self, url: str, repository: str, token: str) -> None:
        """Remember where to ask.

        Args:
            url: The API's address, such as `https://api.github.com`.
            repository: `owner/name`.
            token: What allows the calls.

        Raises:
            InputError: The repository's name is none, or the address is not one of HTTP.
        """
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
            raise InputError(f"“{repository[:60]}” is no repository.", fix="Write it as OWNER/NAME.")
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise InputError(f"“{url[:60]}” is no address of an API.", fix="Set GITHUB_API_URL.")
        self._root = f"{url.rstrip('/')}/repos/{repository}/"
        self._token = token

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the entries of a list, page by page.

        Raises:
            InputError: The API refuses or cannot be reached.
        """
        url: str | None = self._root + path
        for _ in range(_MOST_PAGES):
            if url is None:
                return
            entries, links = self._ask("GET", url)
            yield from entries
            following = _NEXT.search(links)
            # The token goes nowhere else, whatever the answer says.
            url = following[1] if following and following[1].startswith(self._root) else None

    def send(self, method: str, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send something, and return what became of it.

        Raises:
            InputError: The API refuses or cannot be reached.
        """
        answer, _ = self._ask(method, self._root + path, content)
        return dict(answer)

    def _ask(self, method: str, url: str, content: dict[str, Any] | None = None) -> tuple[Any, str]:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": "policybook",
            "X-GitHub-Api-Version": _VERSION,
        }
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  checked above
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                return json.loads(answer.read()), answer.headers.get("Link", "")
        except urllib.error.HTTPError as error:
            said = error.read(500).decode(errors="replace")
            error.close()
            fix = "Give the job the permission that it needs." if error.code in {401, 403, 404} else ""
            raise InputError(f"The API refuses {method} {url}: {error.code} {said}", fix=fix) from None
        except (urllib.error.URLError, TimeoutError, ValueError) as error:
            raise InputError(f"The API cannot be reached: {error}") from None
