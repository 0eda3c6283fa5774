"""Which finished demo documents are generated, and from which sources? Run it to write them anew."""

import argparse
from pathlib import Path

from docx_page import docx_bytes
from pdf_page import pdf_bytes
from sources import read_source

HERE = Path(__file__).parent
WRITERS = {".docx": docx_bytes, ".pdf": pdf_bytes}


def build(into: Path) -> list[Path]:
    written = []
    for path in sorted(HERE.glob("*/*.md")) + sorted(HERE.glob("*.md")):
        source = read_source(path)
        target = into / path.parent.relative_to(HERE) / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(WRITERS[target.suffix](source))
        written.append(target)
    return written


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Generate the demo company's .docx and .pdf files.")
    options.add_argument("--into", type=Path, default=HERE.parent / "demo", help="folder to write to")
    for document in build(options.parse_args().into):
        print(document)
