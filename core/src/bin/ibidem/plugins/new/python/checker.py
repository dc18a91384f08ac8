#!/usr/bin/env python3
"""A checker for ibidem: every note ends with a full stop.

The program sends one JSON object a line, and reads one a line; standard error is for the author.
Spans are bytes of the text in UTF-8, not characters.
"""

import json
import sys

RULE = {
    "name": "missing-full-stop",
    "severity": "warning",
    "page": "# missing-full-stop\n\nA note ends without a full stop.\n",
}


def say(message):
    print(json.dumps(message), flush=True)


def check(paper):
    text = paper["text"].encode()
    for note in paper["notes"]:
        start, end = note["span"]
        last = text[start:end].decode()[-1:]
        if last and last not in ".?!”\"":
            finding = {
                "rule": RULE["name"],
                "severity": RULE["severity"],
                "span": [end - len(last.encode()), end],
                "message": "This note ends without a full stop.",
            }
            say({"type": "finding", "finding": finding})


for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "open":
        say({"type": "hello", "rules": [RULE]})
    elif message["type"] == "check":
        check(message["paper"])
        say({"type": "done"})
