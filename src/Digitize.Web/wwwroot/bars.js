// Reads Code 128 and EAN-13 in a picture, for browsers that find no barcodes themselves. Lines are drawn through the picture, each becomes the widths of its bars and spaces,
// and what fits a code with its quiet zones, its check digit and all, on two lines, is one: letters do that by no chance worth speaking of.
// Knows numbers alone, no page and no camera.

/** @typedef {{ data: Uint8ClampedArray | Uint8Array, width: number, height: number }} Picture Four bytes a pixel. */

/** Lines across a picture; a code's bars are higher than the gap between two. */
const linesAcross = 400

/** Rows that are averaged to one line: noise becomes less, and bars that lean by five degrees stay apart. */
const rowsOfLine = 5

/** Of darkest to brightest on a line: what changes by less is noise. */
const leastSwing = 0.12

/** Levels: a line with less is empty. */
const leastContrast = 40

/** Of modules, on either side. The standards ask for 10 and 7 or 11; photographs are cut closer. */
const quiet = 5

/** On either side of an edge: as far as a symbol goes, over which shade does not change. */
const turnsAround = 5

/** Of so many lines a code is believed. */
const enough = 2

/** Slopes of the lines, in pixels per pixel. Low and wide codes that lean are crossed by none that is straight; those lines are drawn where the straight ones find nothing. */
const leans = [[0], [0.05, -0.05]]

/** @param {Picture} picture @returns {string[]} What they say, each once. */
export function barsOn (picture) {
  const levels = grayOf(picture)
  for (const lean of leans) {
    /** @type {Map<string, number>} */
    const seen = new Map()
    for (const isUpright of [true, false]) {
      const across = isUpright ? picture.height : picture.width
      const step = Math.max(2, Math.round(across / linesAcross))
      for (let at = step; at < across; at += step) {
        const widths = lean.flatMap((slope) => [widthsOf(lineOf(levels, picture.width, picture.height, isUpright, at, slope))]).filter((found) => found !== null)
        for (const text of new Set(widths.flatMap((found) => [...readLine(found), ...readLine(found.toReversed())]))) seen.set(text, (seen.get(text) ?? 0) + 1)
      }
    }
    const believed = [...seen].filter(([, lines]) => lines >= enough).map(([text]) => text)
    if (believed.length) return believed
  }
  return []
}

/** @param {Picture} picture */
function grayOf ({ data, width, height }) {
  const levels = new Uint8Array(width * height)
  for (let i = 0, pixel = 0; i < levels.length; i++, pixel += 4) levels[i] = 0.3 * data[pixel] + 0.59 * data[pixel + 1] + 0.11 * data[pixel + 2]
  return levels
}

/**
 * Levels along a line.
 * @param {Uint8Array} levels @param {number} width @param {number} height
 * @param {boolean} isUpright The line goes across the picture, and not down.
 * @param {number} at Where its middle is. @param {number} slope
 */
function lineOf (levels, width, height, isUpright, at, slope) {
  const [length, across, along, aside] = isUpright ? [width, height, 1, width] : [height, width, width, 1]
  const line = new Float32Array(length)
  for (let i = 0; i < length; i++) {
    const middle = Math.min(Math.max(at + Math.round((i - length / 2) * slope), 0), across - 1)
    const [first, last] = [Math.max(0, middle - (rowsOfLine >> 1)), Math.min(across - 1, middle + (rowsOfLine >> 1))]
    let sum = 0
    for (let row = first; row <= last; row++) sum += levels[i * along + row * aside]
    line[i] = sum / (last - first + 1)
  }
  return line
}

/**
 * Widths of spaces and bars in turn, a space first and last, in parts of a pixel. An edge is where the level passes the middle of what is bright and dark around it, so that shade and blur move it little.
 * @param {Float32Array} line @returns {number[] | null} Null for a line with nothing on it.
 */
function widthsOf (line) {
  let [darkest, brightest] = [255, 0]
  for (const level of line) {
    if (level < darkest) darkest = level
    if (level > brightest) brightest = level
  }
  if (brightest - darkest < leastContrast) return null
  const turns = turnsOf(line, (brightest - darkest) * leastSwing)
  const edges = []
  for (let i = 1; i < turns.length; i++) edges.push(crossing(line, turns[i - 1], turns[i], middleAt(line, turns, i)))
  // What touches an end of the line as a bar is no code, and ends the space beside it.
  const begin = turns.length > 1 && line[turns[0]] < line[turns[1]] ? edges.shift() : 0
  const end = edges.length % 2 ? edges.pop() : line.length
  return edges.length ? [...edges, end].map((edge, i) => edge - (i ? edges[i - 1] : begin)) : null
}

/** Where the level turns by more than noise does, bright and dark by turns. @param {Float32Array} line @param {number} swing */
function turnsOf (line, swing) {
  const turns = []
  let [high, low, direction] = [0, 0, 0]
  for (let i = 1; i < line.length; i++) {
    if (direction >= 0 && line[i] > line[high]) high = i
    if (direction <= 0 && line[i] < line[low]) low = i
    if (direction >= 0 && line[high] - line[i] > swing) {
      turns.push(high)
      low = i
      direction = -1
    } else if (direction <= 0 && line[i] - line[low] > swing) {
      turns.push(low)
      high = i
      direction = 1
    }
  }
  if (direction) turns.push(direction > 0 ? high : low)
  return turns
}

/**
 * The level between bright and dark around an edge. Not that between the two turns beside it: blur takes the depth of a narrow bar, and its edges would seem further out than they are.
 * @param {Float32Array} line @param {number[]} turns @param {number} edge Before this turn.
 */
function middleAt (line, turns, edge) {
  let [dark, bright] = [255, 0]
  for (let i = Math.max(0, edge - turnsAround); i < Math.min(turns.length, edge + turnsAround); i++) {
    dark = Math.min(dark, line[turns[i]])
    bright = Math.max(bright, line[turns[i]])
  }
  const [one, other] = [line[turns[edge - 1]], line[turns[edge]]]
  const margin = Math.abs(one - other) / 8
  return Math.min(Math.max((dark + bright) / 2, Math.min(one, other) + margin), Math.max(one, other) - margin)
}

/** @param {Float32Array} line @param {number} from @param {number} to @param {number} middle A level between both. */
function crossing (line, from, to, middle) {
  const isFalling = line[from] > line[to]
  let i = from + 1
  while (i < to && (isFalling ? line[i] > middle : line[i] < middle)) i++
  return i - 1 + (middle - line[i - 1]) / (line[i] - line[i - 1])
}

/** Bars and spaces of the shortest code: start, two symbols, check and stop. */
const shortest = 31

/** @param {number[]} widths A space first. @returns {string[]} */
function readLine (widths) {
  const found = []
  for (let bar = 1; bar + shortest < widths.length; bar += 2) {
    const text = readCode128(widths, bar) ?? readEan13(widths, bar)
    if (text !== null) found.push(text)
  }
  return found
}

// ── Code 128 ─────────────────────────────────────────────────────────
/** Widths of bar, space, bar and so on of each symbol, in modules; the last is the stop. */
const symbols = ('212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 ' +
  '321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 ' +
  '311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 ' +
  '121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232').split(' ').map((widths) => [...widths].map(Number))
const stop = [2, 3, 3, 1, 1, 1, 2]
const [shift, toC, toB, toA, startA, startC] = [98, 99, 100, 101, 103, 105]

/** Modules that a symbol's sums of two widths may be off in all; the next best symbol is off by two at least. */
const mostOff = 1.7

/** @param {number[]} widths @param {number} bar Where the first bar stands. */
function readCode128 (widths, bar) {
  if (widths[bar - 1] < quiet * moduleAt(widths, bar, 6, 11)) return null
  const first = symbolAt(widths, bar)
  if (first === null || first < startA) return null
  const values = [first]
  let size = sumOf(widths, bar, 6)
  for (let at = bar + 6; at + 6 < widths.length; at += 6) {
    const next = sumOf(widths, at, 6)
    if (isStop(widths, at, size)) return textOf(values)
    const value = Math.abs(next - size) < size * 0.25 ? symbolAt(widths, at) : null
    if (value === null || value >= startA) return null
    values.push(value)
    size = next
  }
  return null
}

/** @param {number[]} widths @param {number} at */
function symbolAt (widths, at) {
  const sums = pairsOf(widths, at, 6, 11)
  let [best, least] = [-1, mostOff]
  for (let value = 0; value < symbols.length; value++) {
    const symbol = symbols[value]
    let off = 0
    for (let i = 0; i < 5 && off < least; i++) off += Math.abs(sums[i] - symbol[i] - symbol[i + 1])
    if (off < least) [best, least] = [value, off]
  }
  // Sums of a bar and a space do not change with the ink; how wide the bars are in all tells symbols apart that share them.
  return best >= 0 && Math.abs(barsOf(widths, at, 6, 11) - symbols[best][0] - symbols[best][2] - symbols[best][4]) < 1.7 ? best : null
}

/** @param {number[]} widths @param {number} at @param {number} size Of the symbol before. */
function isStop (widths, at, size) {
  if (at + 7 >= widths.length) return false
  const whole = sumOf(widths, at, 7)
  if (Math.abs(whole / 13 - size / 11) > size / 44 || widths[at + 7] < quiet * whole / 13) return false
  return pairsOf(widths, at, 7, 13).reduce((off, sum, i) => off + Math.abs(sum - stop[i] - stop[i + 1]), 0) < mostOff
}

/** @param {number[]} values From the start to the check. @returns {string | null} */
function textOf (values) {
  const [start, data] = [values[0], values.slice(1, -1)]
  if (data.length < 2 || data.reduce((sum, value, i) => sum + value * (i + 1), start) % 103 !== values.at(-1)) return null
  let [text, set, once] = ['', start, /** @type {number | null} */ (null)]
  for (const value of data) {
    const now = once ?? set
    once = null
    if (now === startC) {
      if (value < 100) text += String(value).padStart(2, '0')
      else if (value === toB) set = startA + 1
      else if (value === toA) set = startA
    } else if (value < 96) text += String.fromCharCode(now === startA && value >= 64 ? value - 64 : value + 32)
    else if (value === shift) once = now === startA ? startA + 1 : startA
    else if (value === toC) set = startC
    else if (value === toB && now === startA) set = startA + 1
    else if (value === toA && now !== startA) set = startA
    // The rest are functions, which no letter needs.
  }
  return text || null
}

// ── EAN-13 ───────────────────────────────────────────────────────────
/** Space, bar, space, bar of the digits of the left half; those of the right half are the same with bars for spaces. */
const digits = [[3, 2, 1, 1], [2, 2, 2, 1], [2, 1, 2, 2], [1, 4, 1, 1], [1, 1, 3, 2], [1, 2, 3, 1], [1, 1, 1, 4], [1, 3, 1, 2], [1, 2, 1, 3], [3, 1, 1, 2]]

/** Which of the six of the left half are mirrored says what the first digit is. */
const firsts = ['000000', '001011', '001101', '001110', '010011', '011001', '011100', '010101', '010110', '011010']

/** @param {number[]} widths @param {number} bar Where the first bar stands. */
function readEan13 (widths, bar) {
  if (bar + 59 >= widths.length) return null
  const module = moduleAt(widths, bar, 59, 95)
  if (widths[bar - 1] < quiet * module || widths[bar + 59] < quiet * module) return null
  if (!isEven(widths, bar, 3, module) || !isEven(widths, bar + 27, 5, module) || !isEven(widths, bar + 56, 3, module)) return null
  let [text, mirrored] = ['', '']
  for (let digit = 0; digit < 12; digit++) {
    const found = digitAt(widths, bar + (digit < 6 ? 3 + 4 * digit : 8 + 4 * digit), module)
    if (!found || (digit >= 6 && found.isMirrored)) return null
    text += found.value
    if (digit < 6) mirrored += found.isMirrored ? '1' : '0'
  }
  const first = firsts.indexOf(mirrored)
  if (first < 0) return null
  text = first + text
  return [...text].reduce((sum, each, i) => sum + Number(each) * (i % 2 ? 3 : 1), 0) % 10 === 0 ? text : null
}

/** Bars and spaces of one module each. @param {number[]} widths @param {number} at @param {number} count @param {number} module */
const isEven = (widths, at, count, module) => Math.abs(sumOf(widths, at, count) - count * module) < 0.3 * count * module && widths.slice(at, at + count).every((width) => width > 0.3 * module && width < 2 * module)

/** Null where none fits, and where two fit alike: one check digit in ten would let a wrong one pass. @param {number[]} widths @param {number} at @param {number} module */
function digitAt (widths, at, module) {
  const size = sumOf(widths, at, 4)
  if (Math.abs(size / module - 7) > 1.5) return null
  const [sums, own] = [pairsOf(widths, at, 4, 7), widths.slice(at, at + 4).map((width) => width * 7 / size)]
  const fits = []
  for (let value = 0; value < 10; value++) {
    for (const isMirrored of [false, true]) {
      const wanted = isMirrored ? [...digits[value]].reverse() : digits[value]
      // Some pairs of digits share their sums, and are told apart by single widths.
      const off = sums.reduce((all, sum, i) => all + Math.abs(sum - wanted[i] - wanted[i + 1]), 0) + own.reduce((all, width, i) => all + Math.abs(width - wanted[i]), 0) / 2
      fits.push({ value, isMirrored, off })
    }
  }
  const [best, second] = fits.sort((one, other) => one.off - other.off)
  return best.off < 2 && second.off - best.off > 0.4 ? best : null
}

// ── Widths ───────────────────────────────────────────────────────────
/** @param {number[]} widths @param {number} at @param {number} count */
function sumOf (widths, at, count) {
  let sum = 0
  for (let i = at; i < at + count; i++) sum += widths[i]
  return sum
}

/** @param {number[]} widths @param {number} at @param {number} count @param {number} modules Of all of them. */
const moduleAt = (widths, at, count, modules) => sumOf(widths, at, count) / modules

/** Sums of each two that stand beside each other, in modules. @param {number[]} widths @param {number} at @param {number} count @param {number} modules */
function pairsOf (widths, at, count, modules) {
  const module = moduleAt(widths, at, count, modules)
  return Array.from({ length: count - 1 }, (_, i) => (widths[at + i] + widths[at + i + 1]) / module)
}

/** @param {number[]} widths @param {number} at @param {number} count @param {number} modules */
function barsOf (widths, at, count, modules) {
  const module = moduleAt(widths, at, count, modules)
  let sum = 0
  for (let i = at; i < at + count; i += 2) sum += widths[i]
  return sum / module
}
