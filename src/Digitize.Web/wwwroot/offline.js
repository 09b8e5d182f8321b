// What is on this device, listed and read without the line.
import { person } from './device.js'
import * as kept from './kept.js'
import { leave, leaveAll, leaveTag } from './keeping.js'
import { figure, language, say, size } from './say.js'
import { tell } from './shell.js'
import { layWords } from './words.js'

const owner = person()
const away = document.querySelector('[data-away]')
const shelf = document.getElementById('kept')
const reader = document.getElementById('reader')
const list = shelf.querySelector('.kept-list')
const chosen = shelf.querySelector('.kept-tags')

/** A page that was asked for and did not come: the address is still its own. */
const isInPlaceOf = location.pathname !== '/offline'
const asked = location.pathname.match(/^\/documents\/([0-9a-f-]{36})$/)?.[1]

const sayLine = () => {
  away.hidden = navigator.onLine && !isInPlaceOf
  // What happened meanwhile is looked at as soon as there is a page with the line again.
  if (!away.hidden) localStorage.removeItem(`digitize-kept ${owner}`)
}
addEventListener('online', () => { if (isInPlaceOf) location.reload(); else sayLine() })
addEventListener('offline', sayLine)
sayLine()

// ── The list ─────────────────────────────────────────────────────────
/** @param {string} id @returns {HTMLElement} */
const clone = (id) => /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (document.getElementById(id)).content.firstElementChild.cloneNode(true))

async function showList () {
  const mine = owner ? await kept.all(owner) : []
  const opened = (await Promise.all(mine.map(async (each) => ({ each, about: await kept.aboutOf(each).catch(() => null) })))).filter(({ about }) => about !== null)
  opened.sort((one, other) => (other.about.date ?? other.about.receivedAt).localeCompare(one.about.date ?? one.about.receivedAt))
  list.replaceChildren(...opened.map(lineOf))
  shelf.querySelector('[data-none]').toggleAttribute('hidden', opened.length > 0)
  shelf.querySelector('[data-drops-all]').toggleAttribute('hidden', opened.length === 0)
  await sayTags()
  await saySpace(opened.length, mine.reduce((sum, each) => sum + each.size, 0))
}

/** @param {{ each: import('./kept.js').Kept, about: import('./kept.js').About }} one */
function lineOf ({ each, about }) {
  const line = clone('kept-line')
  line.dataset.id = each.id
  const link = line.querySelector('a')
  link.href = `/offline#${each.id}`
  link.querySelector('.title').textContent = about.title
  link.querySelector('.quiet').textContent = [dayOf(about), about.pages.length === 1 ? say('1 page', '1 Seite') : say(`${figure(about.pages.length)} pages`, `${figure(about.pages.length)} Seiten`), size(each.size)].join(' · ')
  line.querySelector('[data-drops]').setAttribute('aria-label', say(`Remove ${about.title} from this device`, `${about.title} von diesem Gerät entfernen`))
  return line
}

/** @param {import('./kept.js').About} about */
const dayOf = (about) => new Date(about.date ? `${about.date}T12:00` : about.receivedAt).toLocaleDateString(language, { day: 'numeric', month: language === 'de' ? 'long' : 'short', year: 'numeric' })

async function sayTags () {
  const names = owner ? await kept.tags(owner) : []
  chosen.toggleAttribute('hidden', names.length === 0)
  chosen.replaceChildren(...names.map(({ key, name }) => {
    const line = clone('kept-tag')
    line.dataset.key = key
    line.querySelector('.tag').textContent = name
    line.querySelector('button').setAttribute('aria-label', say(`No longer keep ${name} on this device`, `${name} nicht mehr auf diesem Gerät halten`))
    return line
  }))
}

/** @param {number} documents @param {number} bytes */
async function saySpace (documents, bytes) {
  const place = shelf.querySelector('[data-space]')
  const isSafe = await navigator.storage?.persisted?.().catch(() => false)
  place.textContent = documents === 0 ? '' : `${documents === 1 ? say('1 document', '1 Dokument') : say(`${figure(documents)} documents`, `${figure(documents)} Dokumente`)}, ${size(bytes)}, ${say('encrypted', 'verschlüsselt')}. ${isSafe ? '' : say('When the device runs out of room, the browser may clear it away; the service has everything.', 'Wird das Gerät voll, kann der Browser es wegräumen; beim Dienst bleibt alles.')}`
}

shelf.addEventListener('click', async (event) => {
  const button = /** @type {Element} */ (event.target).closest('button')
  if (!button) return
  if ('dropsAll' in button.dataset) {
    await leaveAll(owner)
    tell(say('Nothing is kept on this device any more. The service has everything.', 'Auf diesem Gerät liegt nichts mehr. Beim Dienst bleibt alles.'))
  } else if ('drops' in button.dataset) await leave(owner, button.closest('li').dataset.id)
  else if ('leaves' in button.dataset) await leaveTag(owner, button.closest('li').dataset.key).catch(() => {})
})
addEventListener('kept', showList)

// ── Reading one ──────────────────────────────────────────────────────
/** @type {string[]} Addresses of what is open, to be given back. */
let opened = []

/** @param {Blob} blob */
function addressOf (blob) {
  opened.push(URL.createObjectURL(blob))
  return opened.at(-1)
}

async function show () {
  for (const address of opened.splice(0)) URL.revokeObjectURL(address)
  const id = location.hash.slice(1) || asked
  const one = id && owner ? await kept.find(owner, id) : null
  reader.hidden = !one
  shelf.hidden = Boolean(one)
  document.querySelector('[data-start]').toggleAttribute('hidden', Boolean(one))
  if (!one) {
    if (id) tell(say('This document is not kept on this device.', 'Dieses Dokument liegt nicht auf diesem Gerät.'))
    return await showList()
  }
  const about = await kept.aboutOf(one)
  reader.querySelector('h1').textContent = about.title
  reader.querySelector('.quiet').textContent = dayOf(about)
  const link = /** @type {HTMLAnchorElement} */ (reader.querySelector('[data-pdf]'))
  link.href = addressOf(await kept.fileOf(one, 'pdf', 'application/pdf'))
  link.download = `${about.title.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ')}.pdf`
  const sheets = about.pages.map((page) => sheetOf(page, about))
  reader.querySelector('.pages').replaceChildren(...sheets)
  const near = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (!entry.isIntersecting) return
    near.unobserve(entry.target)
    fill(/** @type {HTMLElement} */ (entry.target), one, about)
  }), { rootMargin: '100% 0px' })
  for (const sheet of sheets) near.observe(sheet)
  reader.querySelector('a').focus({ preventScroll: true })
}

/** @param {{ number: number, width: number, height: number, turn: number }} page @param {import('./kept.js').About} about */
function sheetOf (page, about) {
  const sheet = clone('kept-sheet')
  sheet.dataset.page = String(page.number)
  sheet.dataset.turn = String(page.turn)
  sheet.querySelector('.words').lang = about.languages.startsWith('deu') ? 'de' : 'en'
  const picture = sheet.querySelector('img')
  Object.assign(picture, { alt: say(`Page ${page.number}`, `Seite ${page.number}`), width: Math.round(page.width), height: Math.round(page.height) })
  return sheet
}

/** @param {HTMLElement} sheet @param {import('./kept.js').Kept} one @param {import('./kept.js').About} about */
async function fill (sheet, one, about) {
  const { page } = sheet.dataset
  const picture = await kept.fileOf(one, `page-${page}`, 'image/jpeg')
  if (picture) sheet.querySelector('img').src = addressOf(picture)
  if (!about.pages[Number(page) - 1]?.hasWords) return
  layWords(sheet, JSON.parse(await (await kept.fileOf(one, `words-${page}`, 'application/json')).text()))
}

addEventListener('hashchange', show)
await show()
