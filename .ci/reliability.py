#!/usr/bin/env python3
"""Prints the table of docs/parsing.md: how sure `ibidem parse` says it is of a field, and how often it is right.

usage: reliability.py SCORE-FOLDER ANSWERS.jsonl GOLD.jsonl [ANSWERS.jsonl GOLD.jsonl ...]

SCORE-FOLDER has score_parse.py, whose rule says what is right. A field of several variables is as sure as the least
sure of them; fields that a set does not label are left out.
"""
import json, sys

FIELDS = {"author": ["author"], "editor": ["editor"], "title": ["title"], "container": ["container-title"],
          "volume": ["volume", "issue"], "pages": ["page"], "publisher": ["publisher"], "place": ["publisher-place"],
          "url": ["URL"], "date": ["issued"]}
STEPS = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 1.01]


def fields(score, answers, gold):
    """Each field that was read of a set: how sure, and whether right."""
    wanted = [score.from_labels(line["labels"]) for line in gold]
    labelled = set().union(*wanted)
    for answer, want in zip(answers, wanted):
        read = score.from_item(answer)
        sure = (answer.get("items") or [{}])[0].get("confidence") or {}
        for field in labelled & read.keys() & FIELDS.keys():
            said = [sure[variable] for variable in FIELDS[field] if variable in sure]
            if said:
                yield min(said), want.get(field) == read[field]


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if len(sys.argv) < 4:
    sys.exit(__doc__)
folder, *sets = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, folder)
import score_parse

told = []
for answers, gold in zip(sets[::2], sets[1::2]):
    told += fields(score_parse, lines(answers), lines(gold))
print("| confidence | mean | right | fields |\n|---|---|---|---|")
for low, high in zip(STEPS, STEPS[1:]):
    inside = [(sure, right) for sure, right in told if low <= sure < high]
    if inside:
        name = f"below {high}" if low == 0 else f"{low}–{min(high, 1.0)}"
        mean, share = (sum(column) / len(inside) for column in zip(*inside))
        print(f"| {name} | {mean:.2f} | {share:.2f} | {len(inside):,} |")
