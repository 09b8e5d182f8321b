// Words as real text over the picture of their page: to be selected, copied, read out and found.
// Places are shares of the page, so that they hold at every zoom.
import { say } from './say.js'

/** A word that was read with less is marked as doubtful. */
const doubtful = 0.6

const canvas = document.createElement('canvas').getContext('2d')

/**
 * @typedef {{ text: string, box: number[], confidence: number }} Word Boxes are left, top, right, bottom.
 * @typedef {{ width: number, height: number, lines: { box: number[], words: Word[] }[] }} PageWords
 */

/**
 * @param {HTMLElement} sheet Says in data-turn by how many degrees clockwise the page is turned.
 * @param {PageWords} page
 */
export function layWords (sheet, page) {
  const all = document.createDocumentFragment()
  const turn = Number(sheet.dataset.turn ?? 0)
  let number = 0
  for (const line of page.lines) {
    const row = document.createElement('div')
    row.className = 'line'
    for (const word of line.words) row.append(...(word === line.words[0] ? [] : [gap()]), spanOf(word, placeOf(word.box, line.box, turn), page, ++number))
    all.append(row, document.createElement('br'))
  }
  sheet.querySelector('.words').replaceChildren(all)
}

/** Between words that each have a place of their own, browsers copy no white space that is not in one itself. */
const gap = () => Object.assign(document.createElement('span'), { className: 'gap', textContent: ' ' })

/** Where writing begins, how long it is along the line, and how high the line is. @param {number[]} word @param {number[]} line @param {number} turn */
function placeOf ([left, top, right, bottom], line, turn) {
  switch (turn) {
    case 90: return { x: line[2], y: top, length: bottom - top, height: line[2] - line[0], turn }
    case 180: return { x: right, y: line[3], length: right - left, height: line[3] - line[1], turn }
    case 270: return { x: line[0], y: bottom, length: bottom - top, height: line[2] - line[0], turn }
    default: return { x: left, y: line[1], length: right - left, height: line[3] - line[1], turn: 0 }
  }
}

/** @param {Word} word @param {ReturnType<typeof placeOf>} place @param {PageWords} page @param {number} number */
function spanOf (word, place, page, number) {
  const span = document.createElement('span')
  span.className = 'w'
  span.textContent = word.text
  span.dataset.word = String(number)
  span.dataset.box = word.box.join(' ')
  span.tabIndex = number === 1 ? 0 : -1
  // The letters are as long as the word is on paper: measured once at 100 pixels, then a matter of shares.
  const size = Math.max(1, place.height) * 0.8
  canvas.font = '100px sans-serif'
  const long = canvas.measureText(word.text).width / 100 * size
  span.style.left = `${place.x / page.width * 100}%`
  span.style.top = `${place.y / page.height * 100}%`
  span.style.fontSize = `${size / page.width * 100}cqw`
  span.style.transform = `rotate(${place.turn}deg) translateY(12.5%) scaleX(${long > 0 ? (place.length / long).toFixed(4) : 1})`
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
