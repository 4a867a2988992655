"""Messages over a socket: the length of each before it."""

import socket
import struct

_LENGTH = struct.Struct("!Q")
_PIECE = 2**18


def send(channel: socket.socket, message: bytes) -> None:
    """Send a message; wait until it is taken."""
    channel.sendall(_LENGTH.pack(len(message)) + message)


def receive(channel: socket.socket) -> bytes | None:
    """Wait for a message; None where the other end is gone."""
    length = _exactly(channel, _LENGTH.size)
    return None if length is None else _exactly(channel, _LENGTH.unpack(length)[0])


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), _PIECE))
        if not piece:
            return None
        data += piece
    return bytes(data)


class Inbox:
    """What has come of messages over a socket that is not waited for."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._data = bytearray()

    def read(self) -> bool:
        """Take what is there; False where the other end is gone."""
        try:
            piece = self._channel.recv(_PIECE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._data += piece
        return bool(piece)

    def message(self) -> bytes | None:
        """Give the next message that has come whole."""
        if len(self._data) < _LENGTH.size:
            return None
        end = _LENGTH.size + _LENGTH.unpack_from(self._data)[0]
        if len(self._data) < end:
            return None
        found = bytes(self._data[_LENGTH.size : end])
        del self._data[:end]
        return found
