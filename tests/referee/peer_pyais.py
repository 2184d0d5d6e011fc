"""Decodes AIS sentences, one a line on standard input, with pyais and its own assembler.

One line of JSON for each message: [sentence, members], where sentence is the place, from 0, of the
line that completed it; [sentence, null, "Exception"] for what pyais raised instead.
"""

import enum
import json
import sys

from pyais.stream import IterMessages

taken = -1


def lines():
    global taken
    for taken, line in enumerate(sys.stdin.buffer):
        yield line.rstrip(b"\n")


def plain(value):
    """Bytes as hexadecimal digits, an enumeration as its number."""
    if isinstance(value, bytes):
        return value.hex()
    return value.value if isinstance(value, enum.Enum) else str(value)


for message in IterMessages(lines()):
    try:
        members = message.decode().asdict(enum_as_int=True)
        members["is_valid"] = message.is_valid
        answer = [taken, members]
    except Exception as error:  # whatever it raises on real sentences is an answer
        answer = [taken, None, type(error).__name__]
    print(json.dumps(answer, default=plain))
