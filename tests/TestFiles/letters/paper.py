"""What paper, scanners and phones do to a page. Pictures are float arrays of height x width x 3, 0 black to 255 white."""
import io
import pathlib
import subprocess

import numpy as np
from PIL import Image, ImageFilter


def render(pdf: pathlib.Path, page: int, dpi: int) -> np.ndarray:
    """One page (counted from 1) of a born-digital PDF."""
    ppm = subprocess.run(["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), str(pdf)], check=True, capture_output=True).stdout
    return np.asarray(Image.open(io.BytesIO(ppm)).convert("RGB"), dtype=np.float32)


def picture(page: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(page + 0.5, 0, 255).astype(np.uint8), "RGB")


def array(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"), dtype=np.float32)


def blur(page: np.ndarray, radius: float) -> np.ndarray:
    return array(picture(page).filter(ImageFilter.GaussianBlur(radius)))


def mottled(shape: tuple[int, int], cell: int, random: np.random.Generator) -> np.ndarray:
    """Smooth noise of about one standard deviation 1, with blots about `cell` pixels wide."""
    small = random.normal(size=(shape[0] // cell + 3, shape[1] // cell + 3)).astype(np.float32)
    return np.asarray(Image.fromarray(small, "F").resize((shape[1], shape[0]), Image.BICUBIC))


def printed(page: np.ndarray, random: np.random.Generator, toner: float = 0.12) -> np.ndarray:
    """Toner does not cover evenly: dark places get light speckles and a soft, slightly ragged edge."""
    uneven = mottled(page.shape[:2], 3, random) * toner * 0.4 + toner * 0.5
    return page + (255 - page) * np.clip(uneven, 0, 0.5)[..., None]


def on_paper(page: np.ndarray, random: np.random.Generator, tint=(250, 249, 245), grain: float = 1.6) -> np.ndarray:
    """Paper is not quite white, and has a grain of its own."""
    fibres = mottled(page.shape[:2], 4, random) * grain + mottled(page.shape[:2], 90, random) * grain * 0.6
    return page * (np.asarray(tint, dtype=np.float32) / 255) + fibres[..., None]


def bleed_through(front: np.ndarray, back: np.ndarray, strength: float) -> np.ndarray:
    """The other side shines through thin paper: mirrored, soft, and weak."""
    through = blur(back[:, ::-1], 2.2).mean(axis=2, keepdims=True) / 255
    return front * (1 - strength * (1 - through))


def folded(page: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A letter folded twice for its envelope: at each fold a light ridge beside a soft shade."""
    height = page.shape[0]
    rows = np.arange(height, dtype=np.float32)
    shade = np.zeros(height, dtype=np.float32)
    for at in (105 / 297, 210 / 297):
        distance = (rows - (at + random.uniform(-0.004, 0.004)) * height) / (height / 1170)
        shade += -9 * np.exp(-(distance / 5) ** 2) + 5 * np.exp(-((distance - 7) / 5) ** 2)
    return page + shade[:, None, None]


def skewed(page: np.ndarray, degrees: float, around=(250, 249, 246)) -> np.ndarray:
    """Laid crookedly on the glass, clockwise when positive; the lid shows where the page does not reach."""
    return array(picture(page).rotate(-degrees, resample=Image.BICUBIC, fillcolor=around))


def dark_border(page: np.ndarray, degrees: float, random: np.random.Generator) -> np.ndarray:
    """A crooked page scanned with the lid open: all around it is dark, and the page's edge throws a soft shadow."""
    height, width = page.shape[:2]
    sheet = picture(page).resize((int(width * 0.955), int(height * 0.955)), Image.LANCZOS)
    alpha = Image.new("L", sheet.size, 255)
    turned, shape = (layer.rotate(-degrees, resample=Image.BICUBIC, expand=True) for layer in (sheet, alpha))
    at = ((width - turned.width) // 2 + width // 90, (height - turned.height) // 2 + height // 120)
    lid = 34 + mottled((height, width), 5, random) * 3 + np.linspace(0, 14, width)[None, :]
    mask = Image.new("L", (width, height), 0)
    mask.paste(shape, at)
    shadow = np.asarray(mask.filter(ImageFilter.GaussianBlur(width / 160)), dtype=np.float32) / 255
    below = np.repeat((lid * (0.45 + 0.55 * shadow))[..., None], 3, axis=2)
    scan = picture(below)
    scan.paste(turned, at, shape)
    return array(scan)


def scanned(page: np.ndarray, random: np.random.Generator, softness: float = 0.7, noise: float = 1.8) -> np.ndarray:
    """The scanner's optics, the uneven light along its lamp, its sensor's noise, and a thin dark line where the sheet ends."""
    page = blur(page, softness)
    height, width = page.shape[:2]
    lamp = 1 - 0.02 * np.linspace(-1, 1, width, dtype=np.float32)[None, :, None] ** 2
    page = page * lamp + random.normal(scale=noise, size=page.shape).astype(np.float32)
    edge = max(2, width // 500)
    page[:, -edge:] *= np.linspace(0.95, 0.55, edge, dtype=np.float32)[None, :, None]
    page[:edge] *= np.linspace(0.7, 0.97, edge, dtype=np.float32)[:, None, None]
    return page


def photographed(page: np.ndarray, random: np.random.Generator, size=(2448, 3264)) -> np.ndarray:
    """A sheet on a wooden table: a little perspective, warm light from one side, the shadow of the hand that holds the phone."""
    width, height = size
    corners = np.array([(0.075, 0.045), (0.938, 0.070), (0.965, 0.957), (0.040, 0.940)]) * (width, height)
    sheet = np.array([(0, 0), (page.shape[1], 0), (page.shape[1], page.shape[0]), (0, page.shape[0])], dtype=float)
    warp = perspective(corners, sheet)
    laid = picture(page).transform(size, Image.PERSPECTIVE, warp, Image.BICUBIC)
    mask = Image.new("L", (page.shape[1], page.shape[0]), 255).transform(size, Image.PERSPECTIVE, warp, Image.BICUBIC)
    table = picture(wood(size, random))
    dropped = mask.filter(ImageFilter.GaussianBlur(14)).transform(size, Image.AFFINE, (1, 0, -9, 0, 1, -12))
    table = Image.composite(picture(array(table) * 0.45), table, dropped)
    photo = array(Image.composite(laid, table, mask))
    return camera(photo * lighting(size)[..., None] * (1.0, 0.965, 0.90), random)


def perspective(target: np.ndarray, source: np.ndarray) -> list[float]:
    """The eight numbers that carry a point of the target back to the source."""
    rows, right = [], []
    for (x, y), (u, v) in zip(target, source):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.linalg.solve(np.array(rows), np.array(right)).tolist()


def wood(size: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    width, height = size
    stretched = Image.fromarray(random.normal(size=(height // 300, width // 6)).astype(np.float32), "F").resize(size, Image.BICUBIC)
    grain = np.asarray(stretched) * 9 + mottled((height, width), 3, random) * 3
    return np.array((128, 92, 62), dtype=np.float32) + grain[..., None]


def lighting(size: tuple[int, int]) -> np.ndarray:
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    lamp = 1.02 - 0.28 * np.hypot(x - 0.15, y - 0.1)
    hand = 1 / (1 + np.exp(-((x * 0.75 + y) - 0.98 + 0.05 * np.sin(7 * x)) / 0.03))
    return lamp * (1 - 0.34 * hand)


def camera(photo: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A phone's lens, its noise (stronger in the dark), and the sharpening it cannot leave be."""
    photo = blur(photo, 0.9)
    photo += random.normal(size=photo.shape).astype(np.float32) * (2.5 + 3 * (1 - photo / 255))
    return array(picture(photo).filter(ImageFilter.UnsharpMask(2, 60, 4)))


def bitonal(page: np.ndarray, random: np.random.Generator, threshold: float = 158) -> Image.Image:
    """A scanner set to black and white: one threshold for the whole page, ragged edges, a few specks."""
    gray = blur(page, 0.8).mean(axis=2) + random.normal(scale=7, size=page.shape[:2])
    specks = random.random(page.shape[:2]) > 0.999992
    black = (gray < threshold) | np.asarray(Image.fromarray(specks).filter(ImageFilter.MaxFilter(3)))
    return Image.fromarray(~black)
