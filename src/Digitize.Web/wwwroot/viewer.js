// One document: pictures of its pages with their words laid over, zoom, the strip, corrections and versions.
import { ask, part } from './api.js'
import { correcting } from './correcting.js'
import { listen } from './events.js'
import { filing } from './filing.js'
import { say, sayTimes } from './say.js'
import { sharing } from './sharing.js'
import { isWriting, outOfTrash, sayEnded, tell, tellRefusal, toTrash } from './shell.js'
import { arranging } from './strip.js'
import { titleLine } from './title.js'
import { watchThumbnails } from './thumbnails.js'
import { layWords, markHits } from './words.js'

const article = document.getElementById('document')
const facts = document.getElementById('facts')
const pages = document.getElementById('pages')
const { id, query } = article.dataset
const api = `/api/v1/documents/${id}`
let sheets = /** @type {HTMLElement[]} */ ([...pages.querySelectorAll('.sheet')])
const mayWrite = article.dataset.writes === 'yes'

/** @returns {number} The version that is shown. */
const version = () => Number(article.dataset.version)

// ── Pages: pictures and words as they come near ──────────────────────
const widths = [400, 800, 1200, 1600]
/** @type {Promise<Map<number, { width: number, height: number, boxes: { left: number, top: number, right: number, bottom: number }[] }>>} */
const hits = query ? ask('GET', `${api}/hits?query=${encodeURIComponent(query)}`).then((answer) => answer.json()).then((found) => new Map(found.pages.map((page) => [page.page, page]))).catch(() => new Map()) : Promise.resolve(new Map())

/** @param {HTMLElement} sheet */
function pictureOf (sheet) {
  const needed = sheet.clientWidth * devicePixelRatio
  const width = widths.find((each) => each >= needed)
  return `${api}/pages/${sheet.dataset.page}/picture?version=${version()}${width ? `&width=${width}` : ''}`
}

/** @param {HTMLElement} sheet */
async function fill (sheet) {
  const isOther = sheet.dataset.of !== article.dataset.version
  if (isOther || Number(sheet.dataset.drawn) < sheet.clientWidth * devicePixelRatio) showPicture(sheet)
  if (!isOther) return
  sheet.dataset.of = article.dataset.version
  // In this version the page could not be read, or was looked at before the words of files were kept: its picture is there all the same.
  if (sheet.dataset.placeless === article.dataset.version) return
  try {
    layWords(sheet, await (await ask('GET', `${api}/pages/${sheet.dataset.page}?version=${version()}`)).json())
    markHits(sheet, (await hits).get(Number(sheet.dataset.page)))
  } catch (refusal) {
    // The picture is there all the same.
    if (refusal.type === 'unauthorized') sayEnded()
  }
}

/** What is shown stays until the other picture is there. @param {HTMLElement} sheet */
function showPicture (sheet) {
  const address = pictureOf(sheet)
  const fresh = new Image()
  sheet.dataset.drawn = new URL(address, location.href).searchParams.get('width') ?? 'Infinity'
  sheet.dataset.asked = address
  sheet.classList.toggle('loading', !sheet.querySelector('img').hasAttribute('src'))
  fresh.addEventListener('load', () => {
    if (sheet.dataset.asked !== address) return
    const old = sheet.querySelector('img')
    for (const name of ['alt', 'width', 'height']) fresh.setAttribute(name, old.getAttribute(name))
    old.replaceWith(fresh)
    sheet.classList.remove('loading')
    sheet.querySelector('.unseen').hidden = true
  })
  fresh.addEventListener('error', () => {
    sheet.classList.remove('loading')
    sheet.querySelector('.unseen').hidden = sheet.dataset.asked !== address
  })
  fresh.src = address
}

pages.addEventListener('click', (event) => {
  const again = /** @type {Element} */ (event.target).closest('.unseen button')
  if (again) showPicture(again.closest('.sheet'))
})

// One page ahead is fetched; those that a jump passes over are not.
const near = new IntersectionObserver((entries) => entries.forEach((entry) => { if (entry.isIntersecting) fill(/** @type {HTMLElement} */ (entry.target)) }), { root: pages, rootMargin: '100% 0px' })
const seen = new IntersectionObserver((entries) => {
  const best = entries.filter((entry) => entry.isIntersecting).sort((a, b) => b.intersectionRatio - a.intersectionRatio)[0]
  if (best) sayPlace(/** @type {HTMLElement} */ (best.target).dataset.page)
}, { root: pages, threshold: [0.1, 0.5, 0.9], rootMargin: '-20% 0px -40% 0px' })

function watchSheets () {
  watchThumbnails(document)
  for (const sheet of sheets) {
    near.observe(sheet)
    seen.observe(sheet)
  }
}

/** @param {string} page */
function sayPlace (page) {
  document.getElementById('place').textContent = page
  for (const link of document.querySelectorAll('.strip a')) {
    const isHere = link.getAttribute('href') === `#page-${page}`
    if (isHere === link.hasAttribute('aria-current')) continue
    link.toggleAttribute('aria-current', isHere)
    if (isHere) {
      link.setAttribute('aria-current', 'true')
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
  }
}

const here = () => sheets.find((sheet) => sheet.dataset.page === document.getElementById('place').textContent) ?? sheets[0]

document.querySelector('.strip')?.addEventListener('click', (event) => {
  const link = /** @type {Element} */ (event.target).closest('a')
  if (!link) return
  event.preventDefault()
  show(document.querySelector(link.getAttribute('href')))
})

/** @param {HTMLElement} sheet */
function show (sheet) {
  pages.scrollTo({ top: sheet.offsetTop - pages.offsetTop - 8 })
  sayPlace(sheet.dataset.page)
}

// ── Zoom ─────────────────────────────────────────────────────────────
let zoom = 1

/** @param {number} wanted 1 is the width of the window, or 820 pixels. */
function zoomTo (wanted) {
  const sheet = here()
  const within = (pages.scrollTop + pages.offsetTop - sheet.offsetTop) / sheet.offsetHeight
  zoom = Math.min(4, Math.max(0.25, wanted))
  pages.style.setProperty('--fit', `${Math.min(820, pages.clientWidth - 32)}px`)
  pages.style.setProperty('--zoom', String(zoom))
  document.getElementById('zoom').textContent = `${Math.round(zoom * 100)} %`
  pages.scrollTop = sheet.offsetTop - pages.offsetTop + within * sheet.offsetHeight
  for (const each of sheets) if (each.dataset.of) fill(each)
}

function fitPage () {
  const sheet = here()
  zoomTo(zoom * (pages.clientHeight - 32) / sheet.offsetHeight)
  show(sheet)
}

const zooms = { in: () => zoomTo(zoom * 1.25), out: () => zoomTo(zoom / 1.25), fit: fitPage }

// ── Changes: each is a new version, and undo goes back to the one before ─
/** @type {(() => void) | null} What waits for the next version. */
let whenChanged = null

/**
 * @param {string} method @param {string} path @param {unknown} json
 * @param {string} sentence Said once it is done.
 */
async function change (method, path, json, sentence) {
  const before = version()
  await ask(method, path, { json })
  whenChanged = () => tell(sentence, () => restore(before))
  await look()
}

/** @param {number} number */
async function restore (number) {
  const before = version()
  await ask('POST', `${api}/versions/${number}/restore`)
  await look()
  tell(say(`Version ${number} is shown again.`, `Version ${number} wird wieder gezeigt.`), () => restore(before))
}

document.querySelector('[data-turn]')?.addEventListener('click', async () => {
  const page = Number(here().dataset.page)
  try {
    await change('POST', `${api}/edits`, { basedOn: version(), pages: sheets.map((_, index) => ({ page: index + 1, turn: index + 1 === page ? 90 : 0 })) }, say(`Page ${page} is turned.`, `Seite ${page} ist gedreht.`))
  } catch (refusal) { tellRefusal(refusal) }
})

correcting(pages, mayWrite, (page, word, text, sentence) => change('PATCH', `${api}/pages/${page}/words`, { basedOn: version(), words: [{ word, text }] }, sentence))

const arranged = arranging(async (order) => {
  try {
    await change('POST', `${api}/edits`, { basedOn: version(), pages: order }, say('The pages are arranged.', 'Die Seiten sind geordnet.'))
  } catch (refusal) {
    tellRefusal(refusal)
    throw refusal
  }
})

/** Fetches the panel, and what follows from it: another version, another title, the end of waiting. */
async function look () {
  let content
  try {
    content = await part(`/documents/${id}/facts`)
  } catch (refusal) {
    if (refusal.status === 404) location.assign('/documents')
    else if (refusal.type === 'unauthorized') sayEnded()
    return
  }

  const now = /** @type {HTMLElement} */ (content.querySelector('.facts-now'))
  showFacts(content)
  const { title, state } = now.dataset
  const isOther = now.dataset.version !== article.dataset.version
  const isTurning = [state, article.dataset.state].some((each) => each === 'trashed' || each === 'failed' || each === 'split' || each === 'merged') && state !== article.dataset.state
  if (isTurning || (isOther && sheets.length === 0)) {
    // Another screen, which does not come over somebody who writes: the next look shows it.
    if (!isBeingWritten()) location.reload()
    return
  }
  article.dataset.state = state
  document.querySelector('#titleline h1').textContent = title
  document.title = `${title} · Digitize`
  if (isOther) showVersion(now.dataset.version)
  else if (sheets.length === 0) sayWaiting()
  else if (facts.querySelector('.facts-now > .refusal')) arranged?.end()
}

const isBeingWritten = () => document.activeElement instanceof HTMLInputElement && article.contains(document.activeElement) && document.activeElement.value !== ''

/** What is open and what is being written stays. @param {DocumentFragment} content */
function showFacts (content) {
  const open = [...facts.querySelectorAll('details[open]')].map((part) => part.className)
  const written = /** @type {HTMLInputElement | null} */ (facts.querySelector('.addtag input'))
  const hadFocus = written !== null && written === document.activeElement
  const filed = facts.querySelector('.filing[open]')
  const at = /** @type {HTMLElement | null} */ (filed?.contains(document.activeElement) ? document.activeElement : null)
  if (filed) content.querySelector('.filing')?.replaceWith(filed)
  sayTimes(content)
  for (const part of content.querySelectorAll('details')) part.toggleAttribute('open', open.includes(part.className))
  facts.replaceChildren(content)
  at?.focus()
  const field = /** @type {HTMLInputElement | null} */ (facts.querySelector('.addtag input'))
  if (!field || !written) return
  field.value = written.value
  if (hadFocus) field.focus()
}

/** In place of the pages, what the panel says. */
function sayWaiting () {
  pages.querySelector('h2').textContent = facts.querySelector('.state').textContent
  pages.querySelector('progress')?.remove()
  const bar = facts.querySelector('progress')
  if (bar) pages.querySelector('h2').after(bar.cloneNode())
}

/** @param {string} number */
async function showVersion (number) {
  article.dataset.version = number
  const details = await (await ask('GET', api)).json()
  arranged?.end()
  if (details.pages.map((page) => page.sourcePage).join() !== sheets.map((sheet) => sheet.dataset.source).join()) await showOtherPages()
  else showSamePages(details.pages, number)
  whenChanged?.()
  whenChanged = null
}

/** Others, or in another order: strip and pages come anew. */
async function showOtherPages () {
  const place = Number(here().dataset.page)
  const whole = await part(`/documents/${id}`)
  for (const within of ['.strip ol', '#pages']) document.querySelector(within).replaceChildren(...whole.querySelector(within).children)
  sheets = [...pages.querySelectorAll('.sheet')]
  document.getElementById('all-pages').textContent = String(sheets.length)
  watchSheets()
  show(sheets[Math.min(place, sheets.length) - 1])
}

/** @param {any[]} all @param {string} number */
function showSamePages (all, number) {
  for (const [index, page] of all.entries()) {
    const sheet = sheets[index]
    const picture = sheet.querySelector('img')
    // A picture that lies otherwise under the words is worse than none; after a correction the old one is as good as the new.
    if (Number(sheet.dataset.turn) !== page.turn) picture.removeAttribute('src')
    sheet.dataset.turn = page.turn
    picture.width = Math.round(page.widthPoints)
    picture.height = Math.round(page.heightPoints)
    const small = /** @type {HTMLImageElement} */ (document.querySelector(`.strip a[href="#page-${page.number}"] img`))
    small.height = Math.round(88 * page.heightPoints / page.widthPoints)
    small.removeAttribute('src')
    small.hidden = false
    small.dataset.src = `${api}/pages/${page.number}/thumbnail?version=${number}`
    if (sheet.dataset.of) fill(sheet)
  }
  watchThumbnails(document)
}

facts.addEventListener('click', async (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('button'))
  if (!button) return
  try {
    if (button.dataset.restores) await restore(Number(button.dataset.restores))
    if (button.dataset.untags) await retag(tags().filter((name) => name !== button.dataset.untags))
    if (button.dataset.does === 'trash') await trash()
    if (button.dataset.does === 'restore') {
      await outOfTrash(id)
      location.assign(`/documents/${id}`)
    }
    if (button.dataset.unmerges) {
      await outOfTrash(button.dataset.unmerges)
      location.assign('/documents')
    }
  } catch (refusal) { tellRefusal(refusal) }
})

sharing(api, facts, look)
filing(api, facts, look)

const tags = () => [.../** @type {NodeListOf<HTMLElement>} */ (facts.querySelectorAll('[data-tag]'))].map((tag) => tag.dataset.tag)

/** @param {string[]} names In place of those there are. */
async function retag (names) {
  const before = tags()
  await ask('PATCH', api, { json: { tags: names } })
  await look()
  tell(say('The tags are changed.', 'Die Schlagwörter sind geändert.'), async () => {
    await ask('PATCH', api, { json: { tags: before } })
    await look()
  })
}

facts.addEventListener('submit', async (event) => {
  if (!/** @type {Element} */ (event.target).matches('.addtag')) return
  event.preventDefault()
  const field = /** @type {HTMLFormElement} */ (event.target).elements.namedItem('tag')
  const name = field.value.trim()
  try {
    if (!name) return
    field.value = ''
    await retag([...tags(), name])
  } catch (refusal) { tellRefusal(refusal) }
})

async function trash () {
  await toTrash(id)
  location.assign('/trash')
}

document.querySelector('.waiting [data-again]')?.addEventListener('click', async () => {
  try {
    await ask('POST', `${api}/reprocess`)
    await look()
  } catch (refusal) { tellRefusal(refusal) }
})

let looking = 0
listen((changed) => {
  if (changed.document === id) looking ||= setTimeout(() => { looking = 0; look() }, 100)
}, look)
// Pages are not told one by one.
if (sheets.length === 0) setInterval(() => { if (!document.hidden && !['failed', 'trashed'].includes(article.dataset.state)) look() }, 1500)

// ── The title and keys ───────────────────────────────────────────────
const editTitle = titleLine(async (title) => {
  await ask('PATCH', api, { json: { title } })
  // A new title is a new version, and the next change is based on it.
  await look()
})

document.addEventListener('keydown', (event) => {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return
  const sheet = sheets.length ? here() : null
  if (event.key === 'e' && editTitle) editTitle()
  else if (event.key === '#' && mayWrite) trash().catch(tellRefusal)
  else if (event.key === '+' && sheet) zooms.in()
  else if (event.key === '-' && sheet) zooms.out()
  else if (event.key === '0' && sheet) zooms.fit()
  else if (event.key === 'j' && sheet) show(sheets[Math.min(sheets.indexOf(sheet) + 1, sheets.length - 1)])
  else if (event.key === 'k' && sheet) show(sheets[Math.max(sheets.indexOf(sheet) - 1, 0)])
  else return
  event.preventDefault()
})

if (sheets.length) {
  document.querySelector('.tools').addEventListener('click', (event) => zooms[/** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-zoom]'))?.dataset.zoom]?.())
  zoomTo(1)
  watchSheets()
  const asked = location.hash && document.querySelector(location.hash)
  if (asked instanceof HTMLElement) show(asked)
  else sayPlace('1')
}
