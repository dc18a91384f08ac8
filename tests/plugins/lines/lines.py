#!/usr/bin/env python3
"""A checker in lines of JSON that misbehaves as its options say: {"on": "check", "do": "exit"}."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

RULE = {"name": "first-word", "severity": "info", "page": "# first-word\n"}


def say(message):
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def find(message, span, rule="first-word"):
    finding = {"rule": rule, "severity": "info", "span": span, "message": message, "mood": "fine"}
    say({"type": "finding", "finding": finding})


def misbehave(deed, span, text):
    if deed == "raise":
        raise ValueError("it was told to")
    if deed == "exit":
        sys.exit(0)
    if deed == "leave":
        sys.exit(7)
    if deed == "abort":
        os.abort()
    if deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if deed == "print":
        print("Checking the notes…")
    if deed == "number":
        print("42")
    if deed == "hang":
        time.sleep(60)
    if deed == "spin":
        while True:
            pass
    if deed == "shout":
        sys.stderr.write("!" * (12 << 20))
    if deed == "undeclared":
        find("x", span, rule="undeclared")
    if deed == "outside":
        find("x", [0, len(text.encode()) + 1])
    if deed == "endless line":
        while True:
            sys.stdout.write("x" * (1 << 20))
    if deed == "twice":
        say({"type": "done"})
    if deed == "leave a child":
        find(str(subprocess.Popen(["sleep", "60"]).pid), span)
        os.abort()
    if deed == "refuse":
        say({"type": "failed", "phase": "open", "cause": "option “do” must be something else"})
        sys.exit(1)
    if deed == "segfault":
        ctypes.string_at(0)
    if deed == "overflow":
        misbehave(deed, span, text)
    if deed == "garbage":
        print('{"type": "finding", "finding": {"rule": ')
    if deed == "within":
        find("x", [next(i for i, c in enumerate(text.encode()) if c >= 0xC0) + 1, len(text.encode())])
    if deed == "flood":
        while True:
            find("x", span)
    if deed == "leave a thread":
        threading.Thread(target=time.sleep, args=(60,)).start()
    if deed == "connect":
        try:
            socket.create_connection(("127.0.0.1", int(options["mark"])), 5)
        except OSError:
            return
        raise ValueError("it has reached somebody")
    if deed == "allocate":
        held = []
        while True:
            held.append(b"x" * (64 << 20))
    if deed == "arguments":
        find(" ".join(sys.argv[1:]) + " in " + os.path.basename(os.getcwd()), span)


def probe(span):
    file, port = options["mark"].split("\n")

    def can(name, deed):
        try:
            deed()
            find(name + ": yes", span)
        except OSError:
            find(name + ": no", span)

    def send():
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", int(port)))

    can("reads a stranger's file", lambda: open(file).read())
    can("reads the environment of the program", lambda: open("/proc/%d/environ" % os.getppid()).read())
    can("writes beside a stranger's file", lambda: open(file + ".probe", "w"))
    can("connects over TCP", lambda: socket.create_connection(("127.0.0.1", int(port)), 5))
    can("sends over UDP", send)
    can("writes to its home", lambda: open(os.environ["HOME"] + "/probe", "w"))
    can("writes to its folder for temporary files", lambda: open(os.environ["TMPDIR"] + "/probe", "w"))
    can("has a home that is empty", lambda: os.rmdir(os.environ["HOME"] + "/nobody") if os.listdir(
        os.environ["HOME"]) != ["probe"] else None)
    find("sees a variable of the user's: " + ("yes" if "CARGO_MANIFEST_DIR" in os.environ else "no"), span)


def record(paper):
    say({"type": "record", "record": {"notes": len(paper["notes"])}})
    for note in reversed(paper["notes"]):
        say({"type": "record", "record": {"of": note["id"], "span": note["span"]}})


def call(service, request, span):
    """Asks twice at once, and tells the replies apart by their ids."""
    for number in (1, 2):
        say({"type": "call", "id": number, "service": service, "request": request})
    open_calls = {1: [], 2: []}
    while open_calls:
        reply = json.loads(sys.stdin.readline())
        heard = open_calls[reply["id"]]
        if "answer" in reply:
            heard.append(str(reply["answer"]))
        if not reply.get("more"):
            find("%d: %s, %d" % (reply["id"], " ".join(heard), reply["code"]), span)
            del open_calls[reply["id"]]


options = {}
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "open":
        options = message["options"]
        if options.get("on") == "open":
            misbehave(options["do"], [0, 0], "")
        say({"type": "hello", "rules": [RULE], "mood": "fine"})
    elif message["type"] == "check":
        text = message["paper"]["text"]
        word = text.split(" ")[0]
        place = [0, len(word.encode())]
        say({"type": "sings", "song": "x"})
        find("“%s” comes first on %s" % (word, message["now"]), place)
        if options.get("do") == "probe":
            probe(place)
        if options.get("do") == "record":
            record(message["paper"])
        if options.get("do") == "count":
            call("count/1", {"to": 3}, place)
        if options.get("do") == "call what it may not":
            call("cache/1", {"op": "get", "key": "a"}, place)
        if options.get("on") == "check":
            misbehave(options["do"], place, text)
        say({"type": "done"})
