"""Files as they come with a request: held to their size while they stream, to their number, and to their form."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from analyzer.errors import OptionError
from analyzer.web.asked import MOST_FIELDS
from analyzer.web.names import tame
from analyzer.web.settings import MEGABYTE, Settings

ANY_SIZE = 2**50
"""For the route of the uploads, which holds its own limit. [bytes]"""
_LONGEST_FIELD = 64 * 1024
"""Of what is no file. [bytes]"""


@dataclass(frozen=True)
class Received:
    """A file that came. name : As it is shown.   content : None where it is larger than it may be."""

    name: str
    content: IO[bytes] | None


class _Parser(MultiPartParser):
    """Reads a form; a file that is too large is not kept, and the others go on."""

    def __init__(self, headers: Headers, stream: "AsyncIterator[bytes]", settings: Settings) -> None:
        super().__init__(
            headers,
            stream,  # type: ignore[arg-type]  # it is only iterated
            max_files=settings.most_files,
            max_fields=MOST_FIELDS,
            max_part_size=_LONGEST_FIELD,
        )
        self._largest, self._size = settings.largest, 0
        self.too_large: list[UploadFile] = []

    def on_part_begin(self) -> None:
        """Count from nothing."""
        super().on_part_begin()
        self._size = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece, as long as there is room."""
        file = self._current_part.file
        self._size += end - start
        if file is None or self._size <= self._largest:
            super().on_part_data(data, start, end)
        elif file not in self.too_large:
            self.too_large.append(file)


@asynccontextmanager
async def received(request: Request, settings: Settings) -> AsyncIterator[tuple[Received, ...]]:
    """Give the files of a request, on the disk where they are large; they are gone afterwards.

    Raises HTTPException 413 and 415, OptionError where no file came or the form cannot be read.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415, "send the files as a form, multipart/form-data")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > settings.largest_upload:
        raise _too_much(settings)
    parser = _Parser(request.headers, _held(request, settings), settings)
    form = FormData()
    try:
        form = await parser.parse()
        files = [file for _, file in form.multi_items() if isinstance(file, UploadFile)]
        # a form whose field of files is left empty sends one without name and content
        real = [file for file in files if file.filename or file.size]
        if not real:
            raise OptionError("no file came with this; choose one or more")
        yield tuple(
            Received(tame(file.filename or ""), None if file in parser.too_large else file.file) for file in real
        )
    except MultiPartException as error:
        raise OptionError(f"the upload cannot be read ({error.message.rstrip('.')}); send it again") from error
    except ClientDisconnect as error:
        raise OptionError("the upload broke off; send it again") from error
    finally:
        await form.close()


async def _held(request: Request, settings: Settings) -> AsyncIterator[bytes]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > settings.largest_upload:
            raise _too_much(settings)
        yield piece


def _too_much(settings: Settings) -> HTTPException:
    return HTTPException(
        413, f"the upload is larger than {settings.largest_upload // MEGABYTE} MB; send fewer at a time"
    )
