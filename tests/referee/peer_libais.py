"""Decodes AIS sentences, one a line on standard input, with libais and its own assembler.

One line of JSON for each message: [sentence, members], where sentence is the place, from 0, of the
line that completed it; [sentence, null, "Exception"] for what libais raised instead.
"""

import json
import sys

from ais.vdm import BareQueue

queue = BareQueue()
for place, line in enumerate(sys.stdin):
    try:
        queue.put(line.rstrip("\n"), place)
    except Exception as error:  # whatever it raises on real sentences is an answer
        print(json.dumps([place, None, type(error).__name__]))
    while not queue.empty():
        answer = queue.get()
        print(json.dumps([place, answer.get("decoded")]))
