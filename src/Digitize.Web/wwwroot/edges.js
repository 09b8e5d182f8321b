// Finds the sheet in a small picture: straight edges first, then the four of them that frame something like paper.
// Knows numbers alone, no page and no camera.

/** Pixels of the longer side that the constants below are made for. */
export const small = 200

/**
 * @typedef {{ x: number, y: number }} Point In shares of the picture.
 * @typedef {{ data: Uint8ClampedArray | Uint8Array, width: number, height: number }} Picture Four bytes a pixel.
 * @typedef {{ values: Float32Array, width: number, height: number }} Field
 * @typedef {{ dx: Field, dy: Field }} Slopes Levels per pixel.
 * @typedef {{ angle: number, distance: number, votes: number }} Line Its normal, in radians, and how far it is from the middle of the picture.
 */

/** A slope that is no noise, in levels per pixel. */
const leastSlope = 1.2
/** How much of a side lies on an edge, and the same of all four, multiplied. */
const [leastSide, leastSides] = [0.5, 0.25]
/** How much of the rim has to look alike, within this many levels. */
const [leastEven, alike] = [0.66, 22]
/** Of the picture. */
const leastArea = 0.12
/** Sides to each other: a receipt is long, a plank of the table longer. */
const longest = 3.5

/**
 * @param {Picture} picture With about {@link small} pixels.
 * @returns {Point[] | null} Four corners, clockwise, the one at the top left first; null when there is no sheet.
 */
export function findSheet (picture) {
  const paper = smooth(smooth(paperness(picture)))
  const slopes = slopesOf(paper)
  const bright = quantile(paper.values, 0.95)
  let best = null
  for (const corners of frames(linesOf(slopes), paper)) {
    const size = Math.sqrt(area(corners))
    if (size <= (best?.score ?? 0)) continue
    const score = size * judge(corners, paper, slopes, bright)
    if (score > (best?.score ?? 0)) best = { corners, score }
  }
  return best && fromTopLeft(settle(best.corners, slopes)).map(({ x, y }) => ({ x: within01(x / picture.width), y: within01(y / picture.height) }))
}

const within01 = (share) => Math.min(1, Math.max(0, share))

/** The darkest color of each pixel: paper is bright in all three, wood and cloth are not. @param {Picture} picture @returns {Field} */
function paperness ({ data, width, height }) {
  const values = new Float32Array(width * height)
  for (let at = 0; at < values.length; at++) values[at] = Math.min(data[4 * at], data[4 * at + 1], data[4 * at + 2])
  return { values, width, height }
}

/** The mean of nine. @param {Field} field @returns {Field} */
function smooth ({ values, width, height }) {
  const result = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += values[clamp(y + dy, height) * width + clamp(x + dx, width)]
      result[y * width + x] = sum / 9
    }
  }
  return { values: result, width, height }
}

const clamp = (number, length) => number < 0 ? 0 : number >= length ? length - 1 : number

/** @param {Field} field @returns {Slopes} */
function slopesOf ({ values, width, height }) {
  const [dx, dy] = [new Float32Array(values.length), new Float32Array(values.length)]
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      dx[at] = (values[at - width + 1] + 2 * values[at + 1] + values[at + width + 1] - values[at - width - 1] - 2 * values[at - 1] - values[at + width - 1]) / 8
      dy[at] = (values[at + width - 1] + 2 * values[at + width] + values[at + width + 1] - values[at - width - 1] - 2 * values[at - width] - values[at - width + 1]) / 8
    }
  }
  return { dx: { values: dx, width, height }, dy: { values: dy, width, height } }
}

// ── Lines: every point of an edge votes for those that run through it ──
const angles = 90
/** Angles to both sides of the slope's own. */
const spread = 3
const perFamily = 18

/** @param {Slopes} slopes @returns {{ along: Line[], across: Line[] }} The strongest ones, and the strongest of those that cross them. */
function linesOf (slopes) {
  const votes = vote(slopes)
  const found = []
  let first = null
  const taken = { along: [], across: [] }
  while (found.length < 60) {
    const line = strongest(votes)
    if (!line) break
    found.push(line)
    first ??= line
    const family = angleBetween(line.angle, first.angle) < Math.PI / 4 ? taken.along : taken.across
    if (family.length < perFamily) family.push(line)
    if (taken.along.length === perFamily && taken.across.length === perFamily) break
  }
  return taken
}

/** @param {Slopes} slopes */
function vote ({ dx, dy }) {
  const { width, height } = dx
  const reach = Math.ceil(Math.hypot(width, height) / 2)
  const table = new Float32Array(angles * (2 * reach + 1))
  const normals = Array.from({ length: angles }, (_, index) => ({ x: Math.cos(index * Math.PI / angles), y: Math.sin(index * Math.PI / angles) }))
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const slope = Math.hypot(dx.values[at], dy.values[at])
      if (slope < leastSlope || !isCrest(dx, dy, x, y, slope)) continue
      const own = Math.round(Math.atan2(dy.values[at], dx.values[at]) / Math.PI * angles)
      for (let angle = own - spread; angle <= own + spread; angle++) {
        const index = ((angle % angles) + angles) % angles
        const distance = Math.round((x - width / 2) * normals[index].x + (y - height / 2) * normals[index].y)
        // Print is steeper than the rim of a sheet, and must not count for more.
        table[index * (2 * reach + 1) + distance + reach] += Math.min(slope, 3)
      }
    }
  }
  return { table, reach }
}

/** Whether the slope is the steepest one across its edge. */
function isCrest (dx, dy, x, y, slope) {
  const at = y * dx.width + x
  const [sx, sy] = [Math.round(dx.values[at] / slope), Math.round(dy.values[at] / slope)]
  const step = sy * dx.width + sx
  return slope >= Math.hypot(dx.values[at + step], dy.values[at + step]) && slope > Math.hypot(dx.values[at - step], dy.values[at - step])
}

/** The line with most votes, which are then taken from it and those beside it. @param {{ table: Float32Array, reach: number }} votes @returns {Line | null} */
function strongest ({ table, reach }) {
  const row = 2 * reach + 1
  let best = 0
  for (let at = 1; at < table.length; at++) if (table[at] > table[best]) best = at
  if (table[best] < 20) return null
  const [angle, distance, votes] = [Math.floor(best / row), best % row - reach, table[best]]
  for (let da = -4; da <= 4; da++) {
    const index = angle + da
    const isTurned = index < 0 || index >= angles
    const from = (index + angles) % angles
    for (let dd = -4; dd <= 4; dd++) {
      const at = (isTurned ? -distance : distance) + dd + reach
      if (at >= 0 && at < row) table[from * row + at] = 0
    }
  }
  return { angle: angle * Math.PI / angles, distance, votes }
}

const angleBetween = (one, other) => {
  const between = Math.abs(one - other) % Math.PI
  return Math.min(between, Math.PI - between)
}

// ── Frames: four lines, two and two ───────────────────────────────────
/** @param {{ along: Line[], across: Line[] }} lines @param {Field} field */
function * frames ({ along, across }, { width, height }) {
  const apart = Math.min(width, height) * 0.2
  const [first, second] = [pairs(along, apart), pairs(across, apart)]
  for (const [a, b] of first) {
    for (const [c, d] of second) {
      const corners = [crossing(a, c), crossing(a, d), crossing(b, d), crossing(b, c)]
      if (!corners[0] || !corners[1] || !corners[2] || !corners[3]) continue
      // In a ring already, one way round or the other.
      if (signedArea(corners) < 0) corners.reverse()
      for (const corner of corners) {
        corner.x += width / 2
        corner.y += height / 2
      }
      if (isPossible(corners, width, height)) yield corners
    }
  }
}

/** @param {Line[]} lines @param {number} apart @returns {[Line, Line][]} */
function pairs (lines, apart) {
  const found = []
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length; j++) {
      const between = Math.abs(lines[i].angle - lines[j].angle)
      const isTurned = between > Math.PI / 2
      const distance = Math.abs(lines[i].distance - (isTurned ? -lines[j].distance : lines[j].distance))
      if (angleBetween(lines[i].angle, lines[j].angle) < 0.5 && distance > apart) found.push([lines[i], lines[j]])
    }
  }
  return found
}

/** @param {Line} one @param {Line} other @returns {Point | null} */
function crossing (one, other) {
  const sine = Math.sin(other.angle - one.angle)
  if (Math.abs(sine) < 0.6) return null
  return {
    x: (one.distance * Math.sin(other.angle) - other.distance * Math.sin(one.angle)) / sine,
    y: (other.distance * Math.cos(one.angle) - one.distance * Math.cos(other.angle)) / sine
  }
}

/** @param {Point[]} corners */
function fromTopLeft (corners) {
  const first = corners.reduce((best, { x, y }, index) => x + y < corners[best].x + corners[best].y ? index : best, 0)
  return [...corners.slice(first), ...corners.slice(0, first)]
}

/** @param {Point[]} corners @param {number} width @param {number} height */
function isPossible (corners, width, height) {
  const margin = 0.03 * Math.max(width, height)
  if (corners.some(({ x, y }) => x < -margin || y < -margin || x > width + margin || y > height + margin)) return false
  const sides = corners.map((corner, index) => Math.hypot(corners[(index + 1) % 4].x - corner.x, corners[(index + 1) % 4].y - corner.y))
  if (Math.min(sides[0], sides[2]) < 0.5 * Math.max(sides[0], sides[2]) || Math.min(sides[1], sides[3]) < 0.5 * Math.max(sides[1], sides[3])) return false
  const [across, down] = [Math.max(sides[0], sides[2]), Math.max(sides[1], sides[3])]
  if (Math.max(across, down) > longest * Math.min(across, down)) return false
  return isBulging(corners) && area(corners) >= leastArea * width * height
}

/** Whether all four corners bend the same way. @param {Point[]} corners */
export const isBulging = (corners) => corners.every((corner, index) => {
  const [next, after] = [corners[(index + 1) % 4], corners[(index + 2) % 4]]
  return (next.x - corner.x) * (after.y - next.y) - (next.y - corner.y) * (after.x - next.x) > 0
})

/** More than none for what goes clockwise, with y downwards. @param {Point[]} corners */
const signedArea = ([a, b, c, d]) => ((c.x - a.x) * (d.y - b.y) - (d.x - b.x) * (c.y - a.y)) / 2

/** @param {Point[]} corners */
const area = (corners) => Math.abs(signedArea(corners))

// ── What is a sheet ───────────────────────────────────────────────────
const looks = 20

/**
 * Edges all around, and an even bright rim inside of them.
 * @param {Point[]} corners @param {Field} paper @param {Slopes} slopes @param {number} bright
 * @returns {number} Up to 1; none for what is no sheet.
 */
function judge (corners, paper, slopes, bright) {
  const rim = []
  let all = 1
  for (let side = 0; side < 4; side++) {
    const onEdge = lookAlong(corners[side], corners[(side + 1) % 4], paper, slopes, rim)
    if (onEdge < leastSide) return 0
    // One side that does not fit spoils a frame; a mean would not see it.
    all *= onEdge
  }
  if (all < leastSides) return 0
  const usual = quantile(rim, 0.5)
  const even = rim.filter((value) => Math.abs(value - usual) <= alike).length / rim.length
  return even < leastEven || usual < 0.6 * bright ? 0 : all * even
}

/** How much of a side lies on an edge that goes the same way, up or down. @param {Point} from @param {Point} to @param {Field} paper @param {Slopes} slopes @param {number[]} rim */
function lookAlong (from, to, paper, slopes, rim) {
  const long = Math.hypot(to.x - from.x, to.y - from.y)
  // Inwards, for corners that go clockwise with y downwards.
  const normal = { x: -(to.y - from.y) / long, y: (to.x - from.x) / long }
  let [up, down] = [0, 0]
  for (let look = 0; look < looks; look++) {
    const share = 0.04 + 0.92 * look / (looks - 1)
    const [x, y] = [from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share]
    let [most, least] = [0, 0]
    for (let off = -2; off <= 2; off++) {
      const slope = valueAt(slopes.dx, x + off * normal.x, y + off * normal.y) * normal.x + valueAt(slopes.dy, x + off * normal.x, y + off * normal.y) * normal.y
      most = Math.max(most, slope)
      least = Math.min(least, slope)
    }
    if (most > leastSlope) up++
    if (least < -leastSlope) down++
    rim.push(valueAt(paper, x + 4 * normal.x, y + 4 * normal.y))
  }
  return Math.max(up, down) / looks
}

/** Lines that were voted for are a pixel or more beside the edge: each side goes to where its slope is steepest. @param {Point[]} corners @param {Slopes} slopes */
function settle (corners, slopes) {
  const sides = corners.map((corner, index) => sideOf(corner, corners[(index + 1) % 4], slopes))
  const settled = corners.map((corner, index) => meeting(sides[(index + 3) % 4], sides[index]) ?? corner)
  return isBulging(settled) ? settled : corners
}

const reach = 3

/** @param {Point} from @param {Point} to @param {Slopes} slopes @returns {{ from: Point, to: Point }} */
function sideOf (from, to, slopes) {
  const long = Math.hypot(to.x - from.x, to.y - from.y)
  const normal = { x: -(to.y - from.y) / long, y: (to.x - from.x) / long }
  const [up, down] = [[], []]
  for (let look = 0; look < 2 * looks; look++) {
    const share = 0.06 + 0.88 * look / (2 * looks - 1)
    const [x, y] = [from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share]
    let [most, least] = [{ share, off: 0, slope: leastSlope }, { share, off: 0, slope: -leastSlope }]
    for (let off = -reach; off <= reach; off += 0.5) {
      const slope = valueAt(slopes.dx, x + off * normal.x, y + off * normal.y) * normal.x + valueAt(slopes.dy, x + off * normal.x, y + off * normal.y) * normal.y
      if (slope > most.slope) most = { share, off, slope }
      if (slope < least.slope) least = { share, off, slope }
    }
    if (most.slope > leastSlope) up.push(most)
    if (least.slope < -leastSlope) down.push(least)
  }
  // A sheet is brighter than its ground, or darker, all along; print beside the edge is neither.
  const places = up.length >= down.length ? up : down
  if (places.length < looks / 2) return { from, to }
  const [start, end] = lineThrough(places)
  return { from: { x: from.x + start * normal.x, y: from.y + start * normal.y }, to: { x: to.x + end * normal.x, y: to.y + end * normal.y } }
}

/** Between the middle of the first and of the last third: what print or a pattern has pulled away does not count. @param {{ share: number, off: number }[]} places @returns {[number, number]} How far off at the start and at the end. */
function lineThrough (places) {
  const third = Math.ceil(places.length / 3)
  const middleOf = (some) => ({ share: quantile(some.map(({ share }) => share), 0.5), off: quantile(some.map(({ off }) => off), 0.5) })
  const [first, last] = [middleOf(places.slice(0, third)), middleOf(places.slice(-third))]
  const rise = (last.off - first.off) / (last.share - first.share)
  return [first.off - rise * first.share, first.off + rise * (1 - first.share)]
}

/** @param {{ from: Point, to: Point }} one @param {{ from: Point, to: Point }} other @returns {Point | null} */
function meeting (one, other) {
  const [ax, ay, bx, by] = [one.to.x - one.from.x, one.to.y - one.from.y, other.to.x - other.from.x, other.to.y - other.from.y]
  const all = ax * by - ay * bx
  if (Math.abs(all) < 1e-6) return null
  const share = ((other.from.x - one.from.x) * by - (other.from.y - one.from.y) * bx) / all
  return { x: one.from.x + share * ax, y: one.from.y + share * ay }
}

/** @param {Field} field @param {number} x @param {number} y */
const valueAt = ({ values, width, height }, x, y) => values[clamp(Math.round(y), height) * width + clamp(Math.round(x), width)]

/** @param {ArrayLike<number>} values @param {number} share */
function quantile (values, share) {
  const sorted = Float32Array.from(values).sort()
  return sorted[Math.floor(share * (sorted.length - 1))]
}
