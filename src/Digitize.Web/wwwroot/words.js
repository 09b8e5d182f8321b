// Words as real text over the picture of their page: to be selected, copied, read out and found.
// Places are shares of the page, so that they hold at every zoom.
import { say } from './say.js'

/** A word that was read with less is marked as doubtful. */
const doubtful = 0.6

const canvas = document.createElement('canvas').getContext('2d')

/**
 * @typedef {{ text: string, box: number[], confidence: number }} Word Boxes are left, top, right, bottom.
 * @param {HTMLElement} sheet
 * @param {{ width: number, height: number, lines: { box: number[], words: Word[] }[] }} page
 */
export function layWords (sheet, page) {
  const layer = sheet.querySelector('.words')
  const all = document.createDocumentFragment()
  let number = 0
  for (const line of page.lines) {
    const row = document.createElement('div')
    row.className = 'line'
    for (const word of line.words) row.append(spanOf(word, line, page, ++number), ' ')
    all.append(row, '\n')
  }
  layer.replaceChildren(all)
}

/** @param {Word} word @param {{ box: number[] }} line @param {{ width: number, height: number }} page @param {number} number */
function spanOf (word, line, page, number) {
  const [left, top, right] = word.box
  const height = Math.max(1, line.box[3] - line.box[1])
  const span = document.createElement('span')
  span.className = 'w'
  span.textContent = word.text
  span.dataset.word = String(number)
  span.dataset.box = word.box.join(' ')
  span.tabIndex = number === 1 ? 0 : -1
  // The letters are as wide as the box: measured once at 100 pixels, then a matter of shares.
  const size = height * 0.8
  canvas.font = '100px sans-serif'
  const wide = canvas.measureText(word.text).width / 100 * size
  span.style.left = `${left / page.width * 100}%`
  span.style.top = `${(line.box[1] + height * 0.1) / page.height * 100}%`
  span.style.fontSize = `${size / page.width * 100}cqw`
  if (wide > 0) span.style.transform = `scaleX(${((right - left) / wide).toFixed(4)})`
  if (word.confidence < doubtful) {
    span.classList.add('doubtful')
    span.title = say(`${Math.round(word.confidence * 100)} % sure; double-click to correct`, `${Math.round(word.confidence * 100)} % sicher; Doppelklick zum Berichtigen`)
  }
  return span
}

/**
 * @param {HTMLElement} sheet
 * @param {{ boxes: { left: number, top: number, right: number, bottom: number }[] } | undefined} page
 */
export function markHits (sheet, page) {
  const boxes = new Set(page?.boxes.map((box) => `${box.left} ${box.top} ${box.right} ${box.bottom}`))
  for (const span of /** @type {NodeListOf<HTMLElement>} */ (sheet.querySelectorAll('.w'))) {
    span.classList.toggle('hit', boxes.has(span.dataset.box))
  }
}
