"""Has LibreOffice open corrected manuscripts of Word, accept all changes, and reject them.

usage: manuscripts.py PROGRAM FOLDER [DOCX...]
After “reject all” the text is that of the manuscript; after “accept all” that of the corrected one:
of the manuscript made here it is known, of others it is what is left when the tracked changes are
settled in the XML. Ends with 77 where LibreOffice does not answer, and with 1 where a text differs.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

SECONDS_TO_START = 45
SKIPPED = 77

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# What is read, and what is meant.
NOTES = [
    [("Paul Brandt, ", ""), ("The Anglo- American Salt Trade", "i"), (" (London: Murray, 1999), 24.", "")],
    [("Anna Weiss, ", ""), ("Salt Roads", "i"), (" (London: Murray, 1999,,), 24.", "")],
    [("Ann Lee, ", ""), ("Quays", "i"), (" (Oslo: Berg, 2001), 3.", "")],
]
MEANT = [
    "Paul Brandt, The Anglo-American Salt Trade (London: Murray, 1999), 24.",
    "Anna Weiss, Salt Roads (London: Murray, 1999), 24.",
    "Ann Lee, Quays (Oslo: Berg, 2001), 3.",
]


def run(text, look):
    properties = "<w:rPr><w:i/></w:rPr>" if look == "i" else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def manuscript(path):
    """Writes a manuscript of three notes, of which two have faults."""
    note = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r>{}</w:p></w:footnote>'
    notes = "".join(
        note.format(i, "".join(run(*part) for part in parts)) for i, parts in enumerate(NOTES, 1)
    )
    calls = "".join(
        f'<w:p>{run("Harbors grew", "")}<w:r><w:footnoteReference w:id="{i}"/></w:r>{run(" slowly.", "")}</w:p>'
        for i in range(1, len(NOTES) + 1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{CONTENT}.document.main+xml"/>'
        f'<Override PartName="/word/footnotes.xml" ContentType="{CONTENT}.footnotes+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{MAIN}"><w:body>{calls}</w:body></w:document>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{MAIN}">{notes}</w:footnotes>',
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)


def settled(copy, path):
    """Writes a copy of which all changes of ours are accepted, in its XML."""
    deleted = re.compile(r'<w:del [^>]*w:author="ibidem"[^>]*>.*?</w:del>', re.DOTALL)
    inserted = re.compile(r'<w:ins [^>]*w:author="ibidem"[^>]*>(.*?)</w:ins>', re.DOTALL)
    with zipfile.ZipFile(copy) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("word/") and name.endswith("notes.xml") or name == "word/document.xml":
                part = inserted.sub(r"\1", deleted.sub("", part.decode())).encode()
            target.writestr(name, part)


class Office:
    """LibreOffice, as long as it is needed."""

    def __enter__(self):
        self.profile = tempfile.mkdtemp()
        pipe = f"ibidem{os.getpid()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo"]
            + [f"-env:UserInstallation=file://{self.profile}", f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if time.monotonic() > end:
                    self.__exit__()
                    sys.exit(SKIPPED)
                time.sleep(0.25)
        create = context.ServiceManager.createInstanceWithContext
        self.desktop = create("com.sun.star.frame.Desktop", context)
        self.dispatcher = create("com.sun.star.frame.DispatchHelper", context)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def text(self, path, command=None):
        """The paragraphs and the notes of a document, once a command was given to it."""
        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        document = self.desktop.loadComponentFromURL(f"file://{path.resolve()}", "_blank", 0, (hidden,))
        if document is None:
            return None
        if command:
            frame = document.CurrentController.Frame
            self.dispatcher.executeDispatch(frame, f".uno:{command}AllTrackedChanges", "", 0, ())
        paragraphs = []
        blocks = document.Text.createEnumeration()
        while blocks.hasMoreElements():
            block = blocks.nextElement()
            if block.supportsService("com.sun.star.text.Paragraph"):
                paragraphs.append(block.getString())
        notes = [document.Footnotes.getByIndex(i).getString() for i in range(document.Footnotes.Count)]
        document.close(True)
        return paragraphs, notes


def fix(program, path, copy):
    copy.unlink(missing_ok=True)
    arguments = ["audit", path, "--offline", "--now", "2026-01-31", "--fix", "--output", copy]
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)
    return done.stderr.strip()


def main(program, folder, others):
    own = folder / "manuscript.docx"
    manuscript(own)
    failed = False
    with Office() as office:
        for path in [own, *others]:
            copy, accepted = folder / f"{path.stem}.fixed.docx", folder / f"{path.stem}.accepted.docx"
            said = fix(program, path, copy)
            if not copy.exists():
                failed = failed or path == own
                print(f"   {path.name:28} {'FAILED' if path == own else 'nothing to correct'}: {said}")
                continue
            settled(copy, accepted)
            was, meant = office.text(path), office.text(accepted)
            faults = []
            if office.text(copy, "Reject") != was:
                faults.append("after “reject all” it differs from the manuscript")
            if office.text(copy, "Accept") != meant:
                faults.append("after “accept all” it differs from the corrected manuscript")
            if path == own and (meant is None or [note.strip() for note in meant[1]] != MEANT):
                faults.append(f"the corrected notes are {meant}")
            print(f"   {path.name:28} {'FAILED' if faults else 'accepted and rejected as meant'}")
            for fault in faults:
                print(f"      {fault}")
            failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]]))
