"""Makes samples/ anew from the letters of templates/. See README.md beside this file.

    /usr/bin/python3 make_samples.py [--letters FOLDER] [SAMPLES-FOLDER]
"""
import argparse
import pathlib
import subprocess
import tempfile
import zlib

import numpy as np
from PIL import Image

import paper
import typeset

HERE = pathlib.Path(__file__).resolve().parent


class Desk:
    """The letters as typeset, and the folder that their scans go to."""

    def __init__(self, letters: pathlib.Path, samples: pathlib.Path, work: pathlib.Path):
        self.letters, self.samples, self.work = letters, samples, work

    def sheet(self, letter: str, page: int = 1, dpi: int = 300, tint=(250, 249, 245), behind=None, fold=True):
        """A printed page on paper, before any scanner sees it; its random numbers depend on its name alone."""
        random = self.random(f"{letter} {page}")
        printed = paper.printed(paper.render(self.pdf(letter), page, dpi), random)
        if behind is not None:
            printed = paper.bleed_through(printed, behind, 0.12)
        sheet = paper.on_paper(printed, random, tint)
        return (paper.folded(sheet, random) if fold else sheet), random

    def pdf(self, letter: str) -> pathlib.Path:
        return self.letters / f"{letter}.pdf"

    def pages_of_text(self, letter: str) -> list[str]:
        return (self.letters / f"{letter}.txt").read_text(encoding="utf-8").rstrip("\f").split("\f")

    def write_text(self, name: str, pages: list[str]) -> None:
        (self.samples / f"{name}.txt").write_text("\f".join(page.strip() + "\n" if page.strip() else "" for page in pages), encoding="utf-8")

    def random(self, name: str) -> np.random.Generator:
        return np.random.default_rng(zlib.crc32(name.encode()))

    def pdf_of(self, name: str, pictures: list[pathlib.Path], folder: pathlib.Path | None = None) -> pathlib.Path:
        """A scanner's PDF: the pictures as they are, one a page, and nothing else; the same for the same pictures."""
        bare, out = self.work / f"{name}.bare.pdf", (folder or self.samples) / f"{name}.pdf"
        subprocess.run(["/usr/bin/python3", "-m", "img2pdf", "--engine", "internal", "--nodate", "-o", str(bare), *map(str, pictures)], check=True)
        subprocess.run(["qpdf", "--deterministic-id", str(bare), str(out)], check=True)
        return out

    def jpeg(self, page: np.ndarray, name: str, dpi: int, quality: int, gray: bool = False, folder: pathlib.Path | None = None, **more) -> pathlib.Path:
        out = (folder or self.work) / f"{name}.jpg"
        picture = paper.picture(page)
        (picture.convert("L") if gray else picture).save(out, quality=quality, dpi=(dpi, dpi), optimize=True, **more)
        return out

    def group4(self, page: Image.Image, name: str) -> pathlib.Path:
        out = self.work / f"{name}.tif"
        page.save(out, compression="group4", dpi=(300, 300))
        return out


def annual_bill(desk: Desk) -> None:
    pictures = []
    for page in (1, 2, 3):
        sheet, random = desk.sheet("stadtwerke-jahresrechnung", page)
        scan = paper.scanned(paper.skewed(sheet, (0.3, -0.2, 0.4)[page - 1]), random)
        pictures.append(desk.jpeg(scan, f"bill-{page}", 300, 72))
    desk.pdf_of("stadtwerke-jahresrechnung", pictures)
    desk.write_text("stadtwerke-jahresrechnung", desk.pages_of_text("stadtwerke-jahresrechnung"))


def english_letter(desk: Desk) -> None:
    sheet, random = desk.sheet("business-letter", tint=(246, 244, 236))
    scan = paper.picture(paper.scanned(paper.skewed(sheet, -0.5), random)).convert("L")
    scan.save(desk.samples / "business-letter-english.tif", compression="jpeg", quality=78, dpi=(300, 300))
    desk.write_text("business-letter-english", desk.pages_of_text("business-letter"))


def official_notice(desk: Desk) -> None:
    pages = []
    for page in (1, 2):
        sheet, random = desk.sheet("grundsteuerbescheid", page)
        pages.append(paper.bitonal(paper.skewed(sheet, 0.4 * page - 0.7), random))
    pages[0].save(desk.samples / "grundsteuerbescheid.tif", save_all=True, append_images=pages[1:], compression="group4", dpi=(300, 300))
    desk.write_text("grundsteuerbescheid", desk.pages_of_text("grundsteuerbescheid"))


def ruled_invoice(desk: Desk) -> None:
    sheet, random = desk.sheet("rechnung-tischlerei")
    scan = paper.scanned(paper.skewed(sheet, 0.6), random)
    desk.pdf_of("rechnung-tischlerei", [desk.jpeg(scan, "invoice", 300, 76, gray=True)])
    desk.write_text("rechnung-tischlerei", desk.pages_of_text("rechnung-tischlerei"))


def duplex_letter(desk: Desk) -> None:
    """Two sheets printed on one side each and scanned on both: every back is empty but for what shines through."""
    name, pictures, text = "versicherung-beitragsanpassung", [], []
    for page, words in enumerate(desk.pages_of_text(name), start=1):
        front = paper.render(desk.pdf(name), page, 200)
        sheet, random = desk.sheet(name, page, dpi=200, tint=(248, 247, 241))
        pictures.append(desk.jpeg(paper.scanned(paper.skewed(sheet, 0.4), random), f"duplex-{page}-front", 200, 76))
        back = paper.on_paper(paper.bleed_through(np.full_like(front, 255), front, 0.13), random, (248, 247, 241))
        pictures.append(desk.jpeg(paper.scanned(paper.skewed(back, -0.4), random), f"duplex-{page}-back", 200, 76))
        text += [words, ""]
    desk.pdf_of("versicherung-leere-rueckseiten", pictures)
    desk.write_text("versicherung-leere-rueckseiten", text)


def upside_down(desk: Desk) -> None:
    sheet, random = desk.sheet("hausverwaltung-nebenkosten")
    scan = paper.scanned(paper.skewed(sheet, -0.3), random)[::-1, ::-1]
    desk.jpeg(scan, "hausverwaltung-kopfueber", 300, 76, gray=True, folder=desk.samples)
    desk.write_text("hausverwaltung-kopfueber", desk.pages_of_text("hausverwaltung-nebenkosten"))


def crooked(desk: Desk) -> None:
    sheet, random = desk.sheet("arztbericht", fold=False)
    scan = paper.scanned(paper.dark_border(sheet, 3.4, random), random)
    desk.pdf_of("arztbericht-schief", [desk.jpeg(scan, "crooked", 300, 75, gray=True)])
    desk.write_text("arztbericht-schief", desk.pages_of_text("arztbericht"))


def phone_photo(desk: Desk) -> None:
    sheet, random = desk.sheet("schulbrief")
    # Held upright, the sensor lies on its side: the pixels are stored turned left and EXIF says how to turn them back.
    stored = np.rot90(paper.photographed(sheet, random), 1)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F], exif[0x0110] = "Fernruf", "Modell 5"
    desk.jpeg(stored, "schulbrief-handyfoto", 72, 74, folder=desk.samples, exif=exif)
    desk.write_text("schulbrief-handyfoto", desk.pages_of_text("schulbrief"))


def stack(desk: Desk) -> None:
    pictures, text = [], []
    for letter in ("bank-konditionen", "trennblatt-patcht", "verein-einladung", "trennblatt-code39", "handwerker-angebot"):
        for page, words in enumerate(desk.pages_of_text(letter), start=1):
            sheet, random = desk.sheet(letter, page)
            pictures.append(desk.group4(paper.bitonal(paper.skewed(sheet, random.uniform(-0.8, 0.8)), random), f"{letter}-{page}"))
            text.append(words)
    desk.pdf_of("briefstapel-mit-trennblaettern", pictures)
    desk.write_text("briefstapel-mit-trennblaettern", text)


def signed_and_stamped(desk: Desk) -> None:
    sheet, random = desk.sheet("kuendigung-stempel", tint=(252, 251, 249))
    desk.pdf_of("kuendigung-unterschrift-stempel", [desk.jpeg(paper.scanned(paper.skewed(sheet, 0.7), random), "stamped", 300, 76)])
    desk.write_text("kuendigung-unterschrift-stempel", desk.pages_of_text("kuendigung-stempel"))


def receipt(desk: Desk) -> None:
    sheet, random = desk.sheet("kassenbon", tint=(236, 236, 238), fold=False)
    # Thermal print is gray rather than black.
    faded = 255 - (255 - sheet) * 0.86
    desk.jpeg(paper.scanned(paper.skewed(faded, -0.9), random, noise=2.4), "kassenbon", 300, 78, gray=True, folder=desk.samples)
    desk.write_text("kassenbon", desk.pages_of_text("kassenbon"))


def half_digital(desk: Desk) -> None:
    """A letter written by a program, with a scan put behind it."""
    name = "reparatur-bericht"
    sheet, random = desk.sheet(name, 2, dpi=200)
    picture = desk.jpeg(paper.scanned(paper.skewed(sheet, -0.8), random), "report", 200, 76)
    scan = desk.pdf_of("report", [picture], desk.work)
    subprocess.run(["qpdf", "--deterministic-id", str(desk.pdf(name)), "--pages", ".", "1", str(scan), "1", "--", str(desk.samples / f"{name}-gemischt.pdf")], check=True)
    desk.write_text(f"{name}-gemischt", desk.pages_of_text(name))


SAMPLES = (annual_bill, english_letter, official_notice, ruled_invoice, duplex_letter, upside_down, crooked, phone_photo,
           stack, signed_and_stamped, receipt, half_digital)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("samples", nargs="?", type=pathlib.Path, default=HERE.parents[2] / "samples")
    arguments.add_argument("--letters", type=pathlib.Path, default=HERE / "typeset", help="where the typeset PDFs are or go")
    arguments.add_argument("--only", help="make the samples whose function has this name")
    arguments.add_argument("--typeset", action="store_true", help="set the letters anew with Chromium first")
    given = arguments.parse_args()
    given.samples.mkdir(parents=True, exist_ok=True)
    given.letters.mkdir(parents=True, exist_ok=True)
    if given.typeset or not any(given.letters.glob("*.pdf")):
        typeset.typeset(HERE / "templates", given.letters)
    with tempfile.TemporaryDirectory() as work:
        desk = Desk(given.letters, given.samples, pathlib.Path(work))
        for make in SAMPLES:
            if given.only in (None, make.__name__):
                make(desk)
                print(make.__name__, flush=True)


if __name__ == "__main__":
    main()
