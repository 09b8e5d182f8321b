// From a photograph of a sheet to the flat page: what lies between four corners, drawn as if it had been looked at from straight above.
// Knows numbers alone.

/** @typedef {import('./edges.js').Point} Point @typedef {import('./edges.js').Picture} Picture */

/** Of a page's longer side, in pixels: A4 at 300 dpi. More is not read better, and takes the memory of a phone. */
const longest = 3508

/** Pages that are nearly as A4 are A4: the camera's slant makes them a little longer or wider. */
const paper = Math.SQRT2
const nearly = 0.06

export const whole = Object.freeze([{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 1, y: 1 }, { x: 0, y: 1 }])

/** By a quarter, clockwise: what was at the bottom left is at the top left. @param {Point[]} corners */
export const turned = (corners) => [corners[3], corners[0], corners[1], corners[2]]

/**
 * @param {Point[]} corners In shares of the photograph; the first becomes the top left.
 * @param {number} width @param {number} height Of the photograph.
 * @returns {{ width: number, height: number }} Pixels of the flat page.
 */
export function sizeOf (corners, width, height) {
  const side = (from, to) => Math.hypot((to.x - from.x) * width, (to.y - from.y) * height)
  let across = Math.max(side(corners[0], corners[1]), side(corners[3], corners[2]))
  let down = Math.max(side(corners[1], corners[2]), side(corners[0], corners[3]))
  const ratio = Math.max(across, down) / Math.min(across, down)
  if (Math.abs(ratio / paper - 1) < nearly) {
    if (down > across) across = down / paper
    else down = across / paper
  }
  const scale = Math.min(1, longest / Math.max(across, down))
  return { width: Math.max(1, Math.round(across * scale)), height: Math.max(1, Math.round(down * scale)) }
}

/**
 * @param {Picture} photo
 * @param {Point[]} corners
 * @returns {{ data: Uint8ClampedArray, width: number, height: number }}
 */
export function flatten (photo, corners) {
  const { width, height } = sizeOf(corners, photo.width, photo.height)
  const place = placesIn(corners.map(({ x, y }) => ({ x: x * photo.width - 0.5, y: y * photo.height - 0.5 })))
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0, to = 0; y < height; y++) {
    const v = (y + 0.5) / height
    for (let x = 0; x < width; x++, to += 4) {
      const u = (x + 0.5) / width
      const w = place.g * u + place.h * v + 1
      blend(photo, (place.a * u + place.b * v + place.c) / w, (place.d * u + place.e * v + place.f) / w, data, to)
    }
  }
  return { data, width, height }
}

/** The projection that puts the unit square onto four points (Heckbert, Fundamentals of Texture Mapping, 1989, section 2.2.3). @param {Point[]} corners */
function placesIn ([p0, p1, p2, p3]) {
  const [dx1, dx2, sx] = [p1.x - p2.x, p3.x - p2.x, p0.x - p1.x + p2.x - p3.x]
  const [dy1, dy2, sy] = [p1.y - p2.y, p3.y - p2.y, p0.y - p1.y + p2.y - p3.y]
  const all = dx1 * dy2 - dy1 * dx2
  const [g, h] = [(sx * dy2 - sy * dx2) / all, (dx1 * sy - dy1 * sx) / all]
  return { a: p1.x - p0.x + g * p1.x, b: p3.x - p0.x + h * p3.x, c: p0.x, d: p1.y - p0.y + g * p1.y, e: p3.y - p0.y + h * p3.y, f: p0.y, g, h }
}

/** The color between four pixels. @param {Picture} photo @param {number} x @param {number} y @param {Uint8ClampedArray} data @param {number} to */
function blend ({ data: from, width, height }, x, y, data, to) {
  const [cx, cy] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)]
  const [left, top] = [Math.floor(cx), Math.floor(cy)]
  const [fx, fy] = [cx - left, cy - top]
  const one = (top * width + left) * 4
  const right = left + 1 < width ? 4 : 0
  const below = top + 1 < height ? width * 4 : 0
  for (let color = 0; color < 3; color++) {
    const at = one + color
    const above = from[at] + (from[at + right] - from[at]) * fx
    const under = from[at + below] + (from[at + below + right] - from[at + below]) * fx
    data[to + color] = above + (under - above) * fy
  }
  data[to + 3] = 255
}
