"""Files made of zipped XML, opened without trusting them: bounded in size, without entities, addresses or code."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from policybook.errors import InputError

LARGEST_PART: Final = 20_000_000
"""Bytes that one part may unpack to; the text of a thousand pages has fewer."""
MOST_PARTS: Final = 5_000
DEEPEST: Final = 150
"""How deep elements may lie in each other."""
_DAMAGED: Final = "Open it in the program that made it, save it again, and import that file."


class Archive:
    """A zipped file, of which parts are read one by one."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it.

        Raises:
            InputError: It is damaged, locked, or made to fill memory.
        """
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise InputError("The file is damaged or incomplete.", fix=_DAMAGED, path=name) from error
        self.parts = {info.filename: info for info in self._zip.infolist()}
        if len(self.parts) > MOST_PARTS:
            raise InputError(f"The file has {len(self.parts)} parts; that is no document.", fix=_DAMAGED, path=name)

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    def read(self, part: str) -> bytes:
        """Return a part, unpacked.

        Raises:
            InputError: There is no such part, it is damaged or locked, or it is larger than a text can be.
        """
        info = self.parts.get(part)
        if info is None:
            raise InputError(f"The file has no part {part}: it is damaged.", fix=_DAMAGED, path=self.name)
        if info.flag_bits & 1:
            raise locked(self.name)
        try:
            with self._zip.open(info) as stream:
                data = stream.read(LARGEST_PART + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise InputError("The file is damaged or incomplete.", fix=_DAMAGED, path=self.name) from error
        if len(data) > LARGEST_PART:
            raise InputError(
                f"The part {part} unpacks to more than {LARGEST_PART / 1e6:.0f} MB; that is no text.",
                fix="Check where the file comes from.",
                path=self.name,
            )
        return data

    def xml(self, part: str) -> Element:
        """Return a part as XML.

        Raises:
            InputError: It is damaged, or has what a document has no use for (entities, a document type).
        """
        return read_xml(self.read(part), self.name)


def read_xml(data: bytes, name: str) -> Element:
    """Return XML, read without entities and without a look at anything outside it.

    Raises:
        InputError: It is damaged or not harmless.
    """
    parser = DefusedXMLParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise InputError(
            "The file holds XML entities, which no document needs and which can do harm.",
            fix="Check where the file comes from.",
            path=name,
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise InputError("The file is damaged: its XML cannot be read.", fix=_DAMAGED, path=name) from error
    _refuse_depth(root, name)
    return root


def locked(name: str) -> InputError:
    """Return the error of a file that a password protects."""
    return InputError(
        "The file is protected by a password.", fix="Open it, take the password off, and save it again.", path=name
    )


def _refuse_depth(root: Element, name: str) -> None:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise InputError("The file's elements lie too deep in each other; that is no document.", fix=_DAMAGED, path=name)
