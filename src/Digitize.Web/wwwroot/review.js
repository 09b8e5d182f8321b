// Review: doubtful words one after another, each beside its place on the page, by keyboard alone.
// What was decided on a page is sent when the page is left, one change for each page; nothing waits for it.
import { ask, Refusal } from './api.js'
import { changesOf } from './reviewed.js'
import { figure, say } from './say.js'
import { isWriting, sayEnded, tell, tellRefusal } from './shell.js'

/**
 * @typedef {{ number: number, text: string, box: number[], line: number[], confidence: number, others: string[] }} Word Boxes are left, top, right, bottom.
 * @typedef {{ document: string, title: string, version: number }} Letter
 * @typedef {{ letter: Letter, page: number, isGap: boolean, isAgain?: boolean, words?: Word[], width?: number, height?: number, picture?: Promise<string> }} Sheet
 */

const parts = Object.fromEntries(['word', 'gap', 'end', 'failed'].map((name) => [name, document.getElementById(`review-${name}`)]))
const form = /** @type {HTMLFormElement} */ (parts.word.querySelector('form'))
const field = /** @type {HTMLInputElement} */ (document.getElementById('review-text'))
const others = /** @type {HTMLElement} */ (document.getElementById('review-others'))
const bar = /** @type {HTMLProgressElement} */ (document.getElementById('review-progress'))
const cut = /** @type {HTMLElement} */ (parts.word.querySelector('.cut'))

/** @type {Sheet[]} Behind the one that is looked at. */
const queue = []
/** @type {Sheet | null} */
let sheet = null
let at = 0
/** @type {Map<number, string>} Of the page that is looked at, by the words' numbers. */
let decided = new Map()
/** @type {string | null | undefined} Undefined before the first list, null at its end. */
let next
let [all, done, skipped] = [0, 0, 0]

const changes = changesOf(sayProgress, (lost) => {
  // The page comes again as it is now, and what was typed is not lost.
  queue.unshift({ letter: lost.letter, page: lost.page, isGap: false, isAgain: true })
  done -= lost.words.length
  all -= lost.words.length
  const line = document.createElement('p')
  line.className = 'refusal'
  line.textContent = lost.reason ?? say(`Somebody else changed page ${lost.page} of “${lost.letter.title}” meanwhile. The page comes again. What you had taken: ${lost.words.map((word) => word.text).join(', ')}`, `Jemand anders hat Seite ${lost.page} von „${lost.letter.title}“ inzwischen geändert. Die Seite kommt noch einmal. Was Sie übernommen hatten: ${lost.words.map((word) => word.text).join(', ')}`)
  document.getElementById('conflicts').append(line)
  if (!sheet) go()
})

/** @param {string} name */
function show (name) { for (const [each, part] of Object.entries(parts)) part.hidden = each !== name }

function sayProgress () {
  bar.max = Math.max(1, all)
  bar.value = done
  const rest = changes.waiting() > 0 ? say(' · saving…', ' · wird gesichert…') : done > 0 ? say(' · saved', ' · gesichert') : ''
  document.getElementById('reviewed').textContent = all === 0 ? '' : say(`${figure(done)} of ${figure(all)} looked at`, `${figure(done)} von ${figure(all)} angesehen`) + rest
}

async function more () {
  const list = await (await ask('GET', `/api/v1/review?limit=10${next ? `&after=${encodeURIComponent(next)}` : ''}`)).json()
  if (next === undefined) all = list.words + list.gaps
  next = list.next
  for (const { document: id, title, version, pages } of list.documents) {
    const letter = { document: id, title, version }
    queue.push(...pages.map((page) => ({ letter, page: page.page, isGap: page.isGap })))
  }
  below = list.doubtfulBelow
}
let below = 0

/** @param {Sheet} each */
async function load (each) {
  const api = `/api/v1/documents/${each.letter.document}/pages/${each.page}`
  each.picture ??= ask('GET', `${api}/picture?version=${each.letter.version}&width=1600`).then((answer) => answer.blob()).then((picture) => URL.createObjectURL(picture))
  each.picture.catch(() => {})
  if (each.isGap || each.words) return
  const page = await (await ask('GET', `${api}?version=${each.letter.version}`)).json()
  Object.assign(each, { width: page.width, height: page.height })
  let number = 0
  each.words = page.lines.flatMap((line) => line.words.map((word) => ({ number: ++number, text: word.text, box: word.box, line: line.box, confidence: word.confidence, others: (word.alternatives ?? []).map((other) => other.text) }))).filter((word) => word.confidence < below)
}

let isGoing = false

/** To the next page that has something on it. */
async function go () {
  if (isGoing) return
  isGoing = true
  leave()
  try {
    sheet = await coming()
    at = 0
    if (!sheet) end()
    else if (sheet.isGap) showGap()
    else showWord()
    if (queue[0]) load(queue[0]).catch(() => {})
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    if (refusal.type === 'unauthorized') sayEnded()
    show('failed')
  } finally { isGoing = false }
  sayProgress()
}

/** @returns {Promise<Sheet | null>} Null at the end. */
async function coming () {
  for (;;) {
    while (queue.length === 0 && next !== null) await more()
    if (queue.length === 0) return null
    const first = queue[0]
    try { await load(first) } catch (refusal) {
      if (refusal.status !== 404) throw refusal
      // The document has gone meanwhile, or the page has no words any more.
      first.words = []
    }
    queue.splice(queue.indexOf(first), 1)
    if (first.isAgain) all += first.words.length
    // Somebody else may have been here before.
    if (first.isGap || first.words.length > 0) return first
  }
}

/** Sends what was decided on the page. */
function leave () {
  if (!sheet) return
  if (decided.size > 0) changes.add(sheet.letter, sheet.page, sheet.words.filter((word) => decided.has(word.number)).map((word) => ({ word: word.number, before: word.text, box: word.box, text: decided.get(word.number) })))
  const left = sheet
  left.picture?.then((address) => URL.revokeObjectURL(address)).catch(() => {})
  decided = new Map()
  sheet = null
}

function end () {
  show('end')
  parts.end.querySelector('[data-skipped]').hidden = skipped === 0
  sayProgress()
}

/** @param {HTMLElement} part */
function sayWhere (part) {
  const link = part.querySelector('.where a')
  link.textContent = sheet.letter.title
  link.setAttribute('href', `/documents/${sheet.letter.document}#page-${sheet.page}`)
  part.querySelector('.where span').textContent = say(`page ${sheet.page}`, `Seite ${sheet.page}`)
}

function showWord () {
  const word = sheet.words[at]
  show('word')
  sayWhere(parts.word)
  const sure = Math.floor(word.confidence * 100)
  parts.word.querySelector('.where span').textContent += say(` · word ${at + 1} of ${sheet.words.length}, read ${sure} % sure`, ` · Wort ${at + 1} von ${sheet.words.length}, ${sure} % sicher gelesen`)
  parts.word.querySelector('[data-back]').toggleAttribute('disabled', at === 0)
  field.value = decided.get(word.number) ?? word.text
  showOthers(word)
  field.focus()
  field.select()
  showPlace(word)
  sayProgress()
}

/** A figure that may belong to the word must be free to be typed. @param {Word} word */
const needsAlt = (word) => [word.text, ...word.others].some((text) => /\d/.test(text))

/** @param {Word} word */
function showOthers (word) {
  others.hidden = word.others.length === 0
  for (const [index, button] of others.querySelectorAll('button').entries()) {
    button.hidden = index >= word.others.length
    button.querySelector('span').textContent = word.others[index] ?? ''
    button.querySelector('kbd').textContent = needsAlt(word) ? `Alt ${index + 1}` : String(index + 1)
  }
}

/** The reading that a key takes, if it takes one. @param {KeyboardEvent} event @returns {string | undefined} */
function chosenBy (event) {
  const word = sheet?.words?.[at]
  if (!word || event.ctrlKey || event.metaKey) return undefined
  if (event.altKey) return word.others[Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]) - 1]
  const isUntouched = field.value === (decided.get(word.number) ?? word.text)
  return isUntouched && !needsAlt(word) ? word.others[Number(event.key) - 1] : undefined
}

/** The line around the word, as large as it can be read. @param {Word} word */
async function showPlace (word) {
  const picture = cut.querySelector('img')
  const around = /** @type {HTMLElement} */ (cut.querySelector('.around'))
  const here = sheet
  let address
  try { address = await here.picture } catch { return }
  if (here !== sheet || word !== here.words[at]) return
  picture.src = address
  const [left, top, right, bottom] = word.box
  const scale = Math.min(36 / Math.max(1, word.line[3] - word.line[1]), cut.clientWidth * 0.8 / Math.max(1, right - left))
  const [x, y] = [cut.clientWidth / 2 - (left + right) / 2 * scale, cut.clientHeight / 2 - (top + bottom) / 2 * scale]
  Object.assign(picture.style, { width: `${here.width * scale}px`, height: `${here.height * scale}px`, left: `${x}px`, top: `${y}px` })
  Object.assign(around.style, { left: `${x + left * scale - 4}px`, top: `${y + top * scale - 4}px`, width: `${(right - left) * scale + 8}px`, height: `${(bottom - top) * scale + 8}px` })
  around.hidden = false
}

async function showGap () {
  show('gap')
  sayWhere(parts.gap)
  const picture = parts.gap.querySelector('img')
  picture.removeAttribute('src')
  parts.gap.querySelector('[data-next]').focus()
  const here = sheet
  try {
    const address = await here.picture
    if (here === sheet) picture.src = address
  } catch { /* The sentence beside it says enough. */ }
}

/** @param {string | null} text Null skips the word. */
function decide (text) {
  // The next page is on its way.
  if (!sheet || sheet.isGap) return
  const { number } = sheet.words[at]
  const wasDecided = decided.has(number)
  if (text === null) {
    decided.delete(number)
    skipped++
  } else decided.set(number, text)
  if (!wasDecided) done++
  step()
}

function step () {
  at++
  if (at < sheet.words.length) showWord()
  else go()
}

function goBack () {
  if (!sheet || at === 0) return
  at--
  done--
  decided.delete(sheet.words[at].number)
  showWord()
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  decide(field.value.trim())
})
field.addEventListener('keydown', (event) => {
  const chosen = chosenBy(event)
  if (chosen !== undefined) decide(chosen)
  else if (event.key === 'Tab' && !event.shiftKey) decide(null)
  else if (event.key === 'Enter' && event.ctrlKey) decide(sheet.words[at].text)
  else if (event.key === 'ArrowLeft' && event.altKey) goBack()
  else if (event.key === 'Escape') /** @type {HTMLElement} */ (form.querySelector('.primary')).focus()
  else return
  event.preventDefault()
})
others.addEventListener('click', (event) => {
  const index = [...others.querySelectorAll('button')].indexOf(/** @type {Element} */ (event.target).closest('button'))
  if (index >= 0) decide(sheet.words[at].others[index])
})
parts.word.querySelector('[data-right]').addEventListener('click', () => decide(sheet.words[at].text))
parts.word.querySelector('[data-skips]').addEventListener('click', () => decide(null))
parts.word.querySelector('[data-back]').addEventListener('click', goBack)
parts.failed.querySelector('[data-tries]').addEventListener('click', go)

parts.gap.querySelector('[data-next]').addEventListener('click', () => { done++; skipped++; go() })
parts.gap.querySelector('[data-again]').addEventListener('click', async () => {
  const { letter } = sheet
  try {
    await ask('POST', `/api/v1/documents/${letter.document}/reprocess`)
    tell(say('The document is read again.', 'Das Dokument wird noch einmal gelesen.'))
    done++
    go()
  } catch (refusal) { tellRefusal(refusal) }
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !parts.gap.hidden && !isWriting(event) && event.target === document.body) parts.gap.querySelector('[data-next]').click()
})
addEventListener('resize', () => { if (sheet && !sheet.isGap) showPlace(sheet.words[at]) })

// Whoever goes away in the middle of a page keeps what was decided on it.
addEventListener('pagehide', () => {
  leave()
  changes.hurry()
})

go()
