// Pages from the camera to one letter, in three steps: the camera, the corners of the page just taken, the letter with all its pages.
import { barcodesOn } from './barcodes.js'
import { Camera } from './camera.js'
import { Crop } from './crop.js'
import { person } from './device.js'
import * as draft from './draft.js'
import { turned } from './flatten.js'
import { pdfOf } from './letter-pdf.js'
import { say } from './say.js'
import { pageOf } from './scanning.js'
import { isWriting, tell } from './shell.js'
import { take } from './uploads.js'

/**
 * @typedef {object} Taken One page.
 * @property {string} key In the draft.
 * @property {Blob} photo As the camera gave it: corners can be moved until the letter is sent.
 * @property {import('./edges.js').Point[]} corners
 * @property {Blob} jpeg The flat page.
 * @property {number} width @property {number} height
 * @property {string[]} codes Barcodes on it.
 */

const steps = { camera: document.getElementById('camera'), corners: document.getElementById('corners'), letter: document.getElementById('letter') }
const note = document.getElementById('capture-note')
const video = steps.camera.querySelector('video')
const live = steps.camera.querySelector('polygon')
const form = steps.letter.querySelector('form')
const list = steps.letter.querySelector('ol')

/** @type {Taken[]} */
let pages = []
/** @type {Taken | null} The one whose corners are shown. */
let open = null
/** @type {Camera | null} */
let camera = null

// ── Which step is shown ──────────────────────────────────────────────
/** @param {'camera' | 'corners' | 'letter'} name */
function show (name) {
  for (const [each, section] of Object.entries(steps)) section.hidden = each !== name
  if (name !== 'corners') {
    crop.hide()
    open = null
  }
  if (name === 'camera') start()
  else stop()
  sayPages()
}

function sayPages () {
  const count = document.querySelector('[data-count]')
  count.textContent = pages.length === 0 ? '' : pages.length === 1 ? say('1 page', '1 Seite') : say(`${pages.length} pages`, `${pages.length} Seiten`)
  steps.camera.querySelector('[data-done]').toggleAttribute('hidden', pages.length === 0)
}

// ── Camera ───────────────────────────────────────────────────────────
const taking = /** @type {HTMLButtonElement} */ (steps.camera.querySelector('[data-takes]'))
let isStarting = false

async function start () {
  if (camera || isStarting) return
  isStarting = taking.disabled = true
  try {
    camera = await Camera.open(video)
  } catch (cause) {
    sayNoCamera(cause)
    return
  } finally { isStarting = false }
  taking.disabled = false
  if (steps.camera.hidden || document.hidden) stop()
  else follow(camera)
}

function stop () {
  camera?.close()
  camera = null
  live.removeAttribute('points')
}

/** @param {DOMException} cause */
function sayNoCamera (cause) {
  note.hidden = false
  note.textContent = cause.name === 'NotAllowedError'
    ? say('The camera may not be used: this browser was told no. Pictures can be chosen or taken with the device’s own camera below; the permission is in the browser’s settings for this page.', 'Die Kamera darf nicht benutzt werden: Im Browser ist sie für diese Seite gesperrt. Unten können Sie Bilder wählen oder mit der Kamera des Geräts aufnehmen; die Erlaubnis steht in den Einstellungen des Browsers für diese Seite.')
    : say('There is no camera here. Choose pictures of the pages instead.', 'Hier gibt es keine Kamera. Wählen Sie stattdessen Bilder der Seiten.')
  steps.camera.querySelector('[data-live]').hidden = true
  steps.camera.querySelector('[data-takes]').hidden = true
  steps.camera.querySelector('[data-instead]').hidden = false
}

/** Draws the sheet's edges as long as the camera runs. @param {Camera} mine */
async function follow (mine) {
  while (camera === mine) {
    const found = await mine.look()
    if (camera !== mine) return
    if (found) live.setAttribute('points', found.map(({ x, y }) => `${x},${y}`).join(' '))
    else live.removeAttribute('points')
    sayHint(found ? say('The page is found.', 'Die Seite ist gefunden.') : say('Hold the camera above the whole page, on a ground of another color.', 'Halten Sie die Kamera über die ganze Seite, auf einem Untergrund anderer Farbe.'))
    // Ten looks a second are enough for a hand, and leave the device cool.
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Read out when it changes, and not ten times a second. @param {string} text */
function sayHint (text) {
  const hint = steps.camera.querySelector('[data-hint]')
  if (hint.textContent !== text) hint.textContent = text
}

taking.addEventListener('click', async () => {
  if (!camera || taking.disabled) return
  taking.disabled = true
  try { await takeIn([await camera.take()]) } finally { taking.disabled = false }
})
for (const picker of /** @type {NodeListOf<HTMLInputElement>} */ (steps.camera.querySelectorAll('input[type=file]'))) {
  picker.addEventListener('change', async () => {
    const files = [...picker.files]
    picker.value = ''
    await takeIn(files)
  })
}

/** One photograph opens with its corners; several are a letter, whose pages can be opened. @param {Blob[]} photos */
async function takeIn (photos) {
  for (const photo of photos) {
    try {
      const { isFound, ...flat } = await pageOf(photo, null)
      const page = { key: crypto.randomUUID(), photo, ...flat, codes: [] }
      pages.push(page)
      await draft.keepPage(person(), page, pages.length).catch(() => tell(say('The device has no room to keep this page over a reload. Send the letter now.', 'Das Gerät hat keinen Platz, diese Seite über ein Neuladen hinweg zu behalten. Senden Sie den Brief gleich.')))
      lookForCodes(page)
      if (photos.length === 1) openPage(page, isFound)
    } catch {
      tell(say('The browser cannot read this picture. Add it as a file instead.', 'Der Browser kann dieses Bild nicht lesen. Fügen Sie es stattdessen als Datei hinzu.'))
    }
  }
  if (photos.length > 1 && pages.length) showLetter()
}

// ── Corners ──────────────────────────────────────────────────────────
let isMoved = false
const crop = new Crop(steps.corners.querySelector('.view'), () => { isMoved = true })

/** Drawn once, when its corners are left: each drawing is a second of a phone's work. */
async function settle () {
  if (open && isMoved) await flattenAgain(open, crop.corners)
  isMoved = false
}

/** @param {Taken} page @param {import('./edges.js').Point[]} corners */
async function flattenAgain (page, corners) {
  const { isFound, ...flat } = await pageOf(page.photo, corners)
  Object.assign(page, flat)
  await draft.changePage(page, pages.indexOf(page) + 1)
  lookForCodes(page)
}

/** @param {Taken} page @param {boolean} isFound */
function openPage (page, isFound) {
  open = page
  isMoved = false
  show('corners')
  crop.show(page.photo, page.corners)
  steps.corners.querySelector('[data-found]').textContent = isFound ? say('The edges were found. Is this the page?', 'Die Ränder sind gefunden. Ist das die Seite?') : say('No edges were found: the whole picture is taken. Move the corners to the page.', 'Es wurden keine Ränder gefunden: Das ganze Bild wird genommen. Ziehen Sie die Ecken auf die Seite.')
  steps.corners.querySelector('button.primary').focus({ preventScroll: true })
}

steps.corners.addEventListener('click', async (event) => {
  const button = /** @type {Element} */ (event.target).closest('button')
  if (!button || !open) return
  if ('turns' in button.dataset) crop.turn()
  else if ('whole' in button.dataset) crop.takeWhole()
  else if ('retakes' in button.dataset) {
    await draft.dropPage(open.key)
    pages = pages.filter((page) => page !== open)
    show('camera')
  } else if ('next' in button.dataset) {
    await settle()
    show('camera')
  } else if ('done' in button.dataset) {
    await settle()
    showLetter()
  }
})
steps.camera.querySelector('[data-done]').addEventListener('click', () => showLetter())

// ── The letter ───────────────────────────────────────────────────────
function showLetter () {
  show('letter')
  drawPages()
  drawCodes()
  form.querySelector('.primary').focus({ preventScroll: true })
}

function drawPages () {
  for (const picture of list.querySelectorAll('img')) URL.revokeObjectURL(picture.src)
  list.replaceChildren(...pages.map((page, index) => {
    const line = clone('taken-page')
    line.dataset.index = String(index)
    line.querySelector('img').src = URL.createObjectURL(page.jpeg)
    line.querySelector('.number').textContent = String(index + 1)
    for (const button of line.querySelectorAll('button[aria-label]')) button.setAttribute('aria-label', `${button.getAttribute('aria-label')}: ${nameOf(index)}`)
    line.querySelector('[data-opens]').setAttribute('aria-label', say(`${nameOf(index)}: move corners`, `${nameOf(index)}: Ecken bewegen`))
    line.querySelector('[data-earlier]').toggleAttribute('disabled', index === 0)
    line.querySelector('[data-later]').toggleAttribute('disabled', index === pages.length - 1)
    return line
  }))
  sayPages()
  if (pages.length === 0) show('camera')
}

/** @param {number} index */
const nameOf = (index) => say(`page ${index + 1}`, `Seite ${index + 1}`)

/** @param {string} id @returns {HTMLElement} */
const clone = (id) => /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (document.getElementById(id)).content.firstElementChild.cloneNode(true))

list.addEventListener('click', async (event) => {
  const button = /** @type {Element} */ (event.target).closest('button')
  if (!button) return
  const index = Number(/** @type {HTMLElement} */ (button.closest('li')).dataset.index)
  const page = pages[index]
  if ('opens' in button.dataset) return openPage(page, true)
  if ('drops' in button.dataset) drop(index)
  else if ('turns' in button.dataset) await flattenAgain(page, turned(page.corners))
  else move(index, 'earlier' in button.dataset ? index - 1 : index + 1)
  drawPages()
  const again = list.children['turns' in button.dataset ? index : pages.indexOf(page)]
  const way = ['earlier', 'later', 'turns'].find((name) => name in button.dataset)
  const same = again?.querySelector(`[data-${way}]:not([disabled])`) ?? again?.querySelector('[data-opens]')
  if (same instanceof HTMLElement) same.focus()
})

/** @param {number} from @param {number} to */
function move (from, to) {
  const [page] = pages.splice(from, 1)
  pages.splice(to, 0, page)
  pages.forEach((each, index) => draft.changePage(each, index + 1))
}

/** @param {number} index */
function drop (index) {
  const [page] = pages.splice(index, 1)
  draft.dropPage(page.key)
  tell(say(`Page ${index + 1} is removed.`, `Seite ${index + 1} ist entfernt.`), () => {
    pages.splice(index, 0, page)
    draft.keepPage(person(), page, index + 1)
    showLetter()
  })
}

/** @param {Taken} page */
async function lookForCodes (page) {
  page.codes = await barcodesOn(page.jpeg)
  if (!steps.letter.hidden) drawCodes()
}

function drawCodes () {
  const codes = [...new Set(pages.flatMap((page) => page.codes))].slice(0, 6)
  const place = form.querySelector('.codes')
  place.toggleAttribute('hidden', codes.length === 0)
  place.replaceChildren(...codes.map((text) => {
    const line = clone('code')
    line.querySelector('code').textContent = text
    return line
  }))
}

form.querySelector('.codes').addEventListener('click', (event) => {
  const as = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-as]'))
  if (!as) return
  const text = as.closest('li').querySelector('code').textContent
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(as.dataset.as))
  if (as.dataset.as === 'title') field.value = text
  else if (!tagsOf(field.value).includes(text)) field.value = [...tagsOf(field.value), text].join(', ')
})

/** @param {string} text */
const tagsOf = (text) => text.split(',').map((tag) => tag.trim()).filter(Boolean)

form.querySelector('[data-more]').addEventListener('click', () => show('camera'))
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const sending = /** @type {HTMLButtonElement} */ (form.querySelector('[data-sends]'))
  if (sending.disabled || pages.length === 0) return
  sending.disabled = true
  try {
    const title = /** @type {HTMLInputElement} */ (form.elements.namedItem('title')).value.trim()
    const at = new Date()
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`
    const file = new File([pdfOf(pages)], `${title.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ').slice(0, 80).trim() || say('Letter', 'Brief')} ${day}.pdf`, { type: 'application/pdf', lastModified: at.getTime() })
    const isKept = await take([file], { title, tags: tagsOf(/** @type {HTMLInputElement} */ (form.elements.namedItem('tags')).value) }, true)
    if (!isKept) return
    for (const { key } of pages) await draft.dropPage(key)
    pages = []
    form.reset()
    show('camera')
  } finally { sending.disabled = false }
})

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0')

// ── Keys, and looking away ───────────────────────────────────────────
document.addEventListener('visibilitychange', () => { if (document.hidden) stop(); else if (!steps.camera.hidden) start() })
document.addEventListener('keydown', (event) => {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey || event.key !== 't' || steps.camera.hidden) return
  event.preventDefault()
  taking.click()
})

/** What was begun before a reload, or before the device was put away. */
async function goOn () {
  for (const { key, photo, corners } of await draft.draftOf(person())) {
    const { isFound, ...flat } = await pageOf(photo, corners)
    const page = { key, photo, ...flat, codes: [] }
    pages.push(page)
    lookForCodes(page)
  }
  if (pages.length) showLetter()
  else show('camera')
}

if (person()) {
  goOn().catch(() => show('camera'))
} else {
  note.hidden = false
  const way = Object.assign(document.createElement('a'), { href: '/sign-in?to=/capture', textContent: say('Sign in', 'Anmelden') })
  note.append(say('Letters belong to somebody: sign in once on this device, then scanning works without the line as well. ', 'Briefe gehören jemandem: Melden Sie sich einmal auf diesem Gerät an, dann geht Scannen auch ohne Leitung. '), way)
}
