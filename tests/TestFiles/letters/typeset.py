"""Sets the letters of templates/ with Chromium: one born-digital PDF a letter, and its text as the paper shows it."""
import pathlib
import re
import shutil
import subprocess
import unicodedata

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", "--no-pdf-header-footer"]
SEPARATOR = "PATCHT"


def typeset(templates: pathlib.Path, out: pathlib.Path) -> None:
    """Writes out/NAME.pdf and out/NAME.txt for every template. Pages of the text end with a form feed."""
    work = out / "html"
    shutil.copytree(templates, work, dirs_exist_ok=True)
    draw_barcodes(work)
    for page in sorted(work.glob("*.html")):
        pdf = out / f"{page.stem}.pdf"
        run(CHROMIUM + [f"--print-to-pdf={pdf}", page.as_uri()])
        (out / f"{page.stem}.txt").write_text(text_of(pdf), encoding="utf-8")
    shutil.rmtree(work)


def draw_barcodes(folder: pathlib.Path) -> None:
    for name, symbology in (("code128", "20"), ("code39", "8"), ("qrcode", "58")):
        run(["zint", "-b", symbology, "-d", SEPARATOR, "--notext", "-o", str(folder / f"{name}.svg")])


def text_of(pdf: pathlib.Path) -> str:
    # "-raw" keeps the order in which Chromium painted, which is the order of the HTML, and puts a table's row on one line.
    text = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    # A line to write on is no word, though it is set as one.
    return re.sub(r" ?_{3,}", "", unicodedata.normalize("NFC", text).replace("\u00a0", " "))


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
