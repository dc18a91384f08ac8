"""Reads the exported forms with programs of others, and compares what they read with our CSL-JSON.

usage: outside_readers.py FOLDER SAMPLE...
FOLDER holds SAMPLE.csl-json, SAMPLE.biblatex, SAMPLE.bibtex and SAMPLE.ris.
"""

import json
import re
import shutil
import subprocess
import sys
import unicodedata
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

SECONDS = 60


class Skipped(Exception):
    """This reader cannot be had."""


class Objection(Exception):
    """A reader does not take what it was given."""


def run(*command):
    if shutil.which(command[0]) is None:
        raise Skipped(f"{command[0]} is not installed")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Objection(f"{command[0]} took more than {SECONDS} s") from None
    if done.returncode != 0:
        raise Objection(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}"[:2000])
    return done.stdout, done.stderr


# What is compared: letters and digits alone, since case, quotes and dashes are the reader's.
def letters(text):
    text = unicodedata.normalize("NFKD", str(text or ""))
    return "".join(c for c in text.casefold() if c.isalnum())


def family(name):
    particle = name.get("dropping-particle", "") + name.get("non-dropping-particle", "")
    return letters(particle + name.get("family", name.get("literal", "")))


def facts_of_csl(item):
    """The compared facts of an item of CSL-JSON, ours or that of pandoc."""
    parts = item.get("issued", {}).get("date-parts") or [[None]]
    people = item.get("author") or []
    return {
        "title": letters(re.sub("<[^>]*>", "", item.get("title", ""))),
        "year": str(parts[0][0] or ""),
        "family": family(people[0]) if people else "",
        "volume": letters(item.get("volume")),
        "pages": letters(item.get("page")),
        "url": unquote(item.get("URL", "")),
    }


def facts_of_tex(fields, names):
    year = re.search(r"\d{4}", fields.get("date", "") or fields.get("year", ""))
    return {
        "title": letters(fields.get("title")),
        "year": year.group() if year else "",
        "family": letters(names[0]) if names else "",
        "volume": letters(fields.get("volume")),
        "pages": letters(fields.get("pages")),
        "url": unquote(fields.get("url", "")),
    }


def pandoc_as(form):
    def read(path):
        out, err = run("pandoc", "--from", form, "--to", "csljson", str(path))
        if err.strip():
            raise Objection(f"pandoc says: {err}")
        return {item["id"]: facts_of_csl(item) for item in json.loads(out)}

    return read


def citeproc(path):
    """Renders all works with pandoc's citeproc; each must come out, with its title."""
    out, err = run("pandoc", "--from", "csljson", "--to", "html", "--wrap=none", "--citeproc", str(path))
    if err.strip():
        raise Objection(f"pandoc says: {err}")
    printed = re.split(r'<div id="ref-', out)[1:]
    printed = {entry.split('"', 1)[0]: letters(unescape(re.sub("<[^>]*>", "", entry))) for entry in printed}
    works = {item["id"]: facts_of_csl(item) for item in json.loads(path.read_text())}
    for key, facts in works.items():
        if key in printed and facts["title"] not in printed[key]:
            raise Objection(f"{key}: printed without its title")
    return {key: works[key] for key in printed if key in works}


# BibLaTeX has these types, and says of none which fields it has (manual, 2.1.3).
WITHOUT_FIELDS = {
    "audio", "image", "jurisdiction", "legal", "legislation", "letter", "movie", "music", "performance",
    "review", "standard", "video",
}


def is_expected(warning, types):
    """Whether a warning of biber is about the paper, or about what BibLaTeX leaves open."""
    # Anonymous articles and undated pages have no author and no date, and none is made up.
    if "Missing mandatory field" in warning:
        return True
    # Volumes are printed as the paper has them: IV, 12.2. Without validation biber takes them.
    if "Invalid value of field 'volume' must be datatype 'integer'" in warning:
        return True
    entry = re.search(r"Entry '([^']+)'", warning)
    return "Invalid field" in warning and entry and types.get(entry.group(1)) in WITHOUT_FIELDS


def biber(path):
    """Validates against the data model of BibLaTeX, then reads what biber made of it."""
    source = path.with_suffix(".in.bib")
    shutil.copy(path, source)
    made = path.with_suffix(".bltxml")
    out, _ = run(
        "biber", "--tool", "--validate-datamodel", "--nolog", "--output-format=biblatexml",
        "--no-bltxml-schema", "--output-file", str(made), str(source),
    )
    objections = [line for line in out.splitlines() if line.startswith(("WARN", "ERROR"))]
    types = {key: kind for kind, key in re.findall(r"^@(\w+){([^,]+),", path.read_text(), re.MULTILINE)}
    objections = [line for line in objections if not is_expected(line, types)]
    if objections:
        raise Objection("biber says:\n  " + "\n  ".join(objections))
    space = "{http://biblatex-biber.sourceforge.net/biblatexml}"
    works = {}
    for entry in ElementTree.parse(made).getroot().iter(f"{space}entry"):
        fields = {child.tag.removeprefix(space): "".join(child.itertext()) for child in entry}
        dates = {child.get("type", "date"): child for child in entry.iter(f"{space}date")}
        fields["date"] = "".join(dates["date"].itertext()) if "date" in dates else ""
        names = [names for names in entry.iter(f"{space}names") if names.get("type") == "author"]
        first = [part for group in names for name in list(group)[:1] for part in name]
        parts = {part.get("type"): "".join(part.itertext()) for part in first}
        family = [parts.get("prefix", "") + parts["family"]] if "family" in parts else []
        works[entry.get("id")] = facts_of_tex(fields, family)
    return works


def bibtexparser(path):
    try:
        import bibtexparser
        from bibtexparser import middlewares
    except ImportError:
        raise Skipped("bibtexparser is not installed") from None
    steps = [
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
        middlewares.LatexDecodingMiddleware(),
    ]
    library = bibtexparser.parse_file(str(path), append_middleware=steps)
    if library.failed_blocks:
        raise Objection(f"bibtexparser cannot read {library.failed_blocks[0].raw}")
    works = {}
    for entry in library.entries:
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        people = fields.get("author") or []
        names = ["".join(people[0].von + people[0].last)] if people else []
        works[entry.key] = facts_of_tex(fields, names)
    return works


def rispy(path):
    try:
        import rispy
    except ImportError:
        raise Skipped("rispy is not installed") from None
    with path.open() as file:
        entries = rispy.load(file)
    works = {}
    for entry in entries:
        people = entry.get("authors") or entry.get("first_authors") or []
        works[entry["id"]] = {
            "title": letters(entry.get("title") or entry.get("primary_title")),
            "year": str(entry.get("year", "")).split("/")[0],
            "family": letters(people[0].split(",")[0]) if people else "",
            "volume": letters(entry.get("volume")),
            "pages": letters(entry.get("start_page", "")) + letters(entry.get("end_page", "")),
            "url": unquote((entry.get("urls") or [entry.get("url", "")])[0]),
        }
    return works


READERS = [
    ("csl-json", "pandoc", pandoc_as("csljson")),
    ("csl-json", "citeproc", citeproc),
    ("biblatex", "biber", biber),
    ("biblatex", "pandoc", pandoc_as("biblatex")),
    ("bibtex", "bibtexparser", bibtexparser),
    ("bibtex", "pandoc", pandoc_as("bibtex")),
    ("ris", "rispy", rispy),
]


def is_known_limit(form, name, fact, theirs, item, source):
    """Whether a difference is one that docs/exports.md states of the form or that its reader makes."""
    # RIS parts family and given name by a comma, those of an institution too.
    if (form, fact) == ("ris", "family"):
        return theirs == letters(item["author"][0].get("literal", "").split(",")[0])
    # pandoc reads a year of BibTeX as one year, or not at all.
    if (form, name, fact) == ("bibtex", "pandoc", "year"):
        return theirs == "" and len(item["issued"].get("date-parts", [])) == 2
    # What entries of a type have no field for stands in their note.
    variable = {"pages": "page"}.get(fact, fact)
    if form == "biblatex" and theirs == "":
        entry = re.search(rf"^@\w+{{{re.escape(item['id'])},$.*?^}}$", source, re.MULTILINE | re.DOTALL)
        if entry and re.search(rf"^  note .*\b{variable}: ", entry.group(), re.MULTILINE):
            return True
    # Validation leaves out a volume that is no number; see is_expected.
    if (name, fact) == ("biber", "volume"):
        return theirs == "" and not item["volume"].isdecimal()
    # pandoc joins titleaddon, where the container of an interview or a report stands, to the title.
    if (form, name, fact) == ("biblatex", "pandoc", "title"):
        return theirs == letters(item.get("title", "")) + letters(item.get("container-title"))
    return False


def differences(form, name, items, theirs, source):
    ours = {item["id"]: facts_of_csl(item) for item in items}
    yield from (f"{key} is lost" for key in sorted(ours.keys() - theirs.keys()))
    yield from (f"{key} is not ours" for key in sorted(theirs.keys() - ours.keys()))
    for item in items:
        if item["id"] not in theirs:
            continue
        read = theirs[item["id"]]
        for fact, value in ours[item["id"]].items():
            if read[fact] != value and not is_known_limit(form, name, fact, read[fact], item, source):
                yield f"{item['id']}: {fact} is {read[fact]!r}, not {value!r}"


def main(folder, samples):
    failed = False
    for sample in samples:
        items = json.loads((folder / f"{sample}.csl-json").read_text())
        if not items:
            sys.exit(f"{sample} has no works to be read")
        for form, name, read in READERS:
            try:
                path = folder / f"{sample}.{form}"
                theirs = read(path)
                faults = list(differences(form, name, items, theirs, path.read_text()))
            except Skipped as why:
                print(f"   {sample:16} {form:9} {name:13} skipped: {why}")
                continue
            except Objection as objection:
                faults = [str(objection)]
            verdict = "FAILED" if faults else f"{len(items)} works"
            print(f"   {sample:16} {form:9} {name:13} {verdict}")
            for fault in faults:
                print(f"      {fault}")
            failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
