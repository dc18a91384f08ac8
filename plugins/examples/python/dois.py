#!/usr/bin/env python3
"""A checker for ibidem: wants a DOI for each journal article.

The program sends one JSON object a line, and reads one a line; standard error is for the author.
Spans are bytes of the text in UTF-8, not characters.
"""

import json
import sys

PAGE = """# missing-doi

A journal article is cited without its DOI, by which a reader would find it at once.
Articles of before the year that the option `since` says are let pass, and so are those of unknown year.
"""

RULE = {"name": "missing-doi", "severity": "warning", "page": PAGE}


def say(message):
    print(json.dumps(message), flush=True)


def variables(item):
    """The variables of a work: text as a string, a date as its year."""
    values = {}
    for field in item["fields"]:
        value = field["value"]
        if "text" in value:
            values[field["variable"]] = value["text"]
        elif value.get("date", {}).get("parts"):
            values[field["variable"]] = value["date"]["parts"][0]["year"]
    return values


def check(paper, since):
    for work in paper["bibliography"]["works"]:
        values = variables(work["item"])
        is_article = work["item"]["type"] == "article-journal"
        if is_article and "DOI" not in values and values.get("issued", 0) >= since:
            title = values.get("title", "This article")
            finding = {
                "rule": RULE["name"],
                "severity": RULE["severity"],
                "span": work["first_cited"],
                "message": f"“{title}” is a journal article of {values['issued']}, and has no DOI.",
            }
            say({"type": "finding", "finding": finding})


def main():
    since = 2000
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "open":
            since = message["options"].get("since", since)
            say({"type": "hello", "rules": [RULE]})
        elif message["type"] == "check":
            check(message["paper"], since)
            say({"type": "done"})


if __name__ == "__main__":
    main()
