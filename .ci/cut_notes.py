#!/usr/bin/env python3
"""Cuts the references that a labelled set of notes has in one piece, so that cutting at each can be measured.

usage: cut_notes.py NOTES.jsonl CUTS.json > CUT.jsonl

NOTES: {"id", "text", "labels": [[label, text], ...]} a line. CUTS, made by hand: for the id of a note, where further
references begin, in characters of its text with single blanks.
"""
import json, re, sys


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def cut(note, begins):
    line, position, pieces = flat(note["text"]), 0, []
    for label, text in note["labels"]:
        text = flat(text)
        start = max(line.find(text, position), position)
        position = start + len(text)
        ends = [begin for begin in begins if start < begin < position] + [position]
        for end in ends:
            pieces.append([label, line[start:end]])
            start = end
    return {**note, "labels": pieces}


notes, cuts = sys.argv[1:]
with open(cuts, encoding="utf-8") as file:
    cuts = json.load(file)
with open(notes, encoding="utf-8") as file:
    for note in map(json.loads, file):
        print(json.dumps(cut(note, cuts.get(note["id"], [])), ensure_ascii=False))
