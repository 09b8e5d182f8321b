// The list of documents: search as one types, more rows as one scrolls, rows that change by themselves, selection, and keys.
// Rows are drawn by the server (DocumentRow.razor); this module only puts them where they belong.
import { ask, part } from './api.js'
import { listen } from './events.js'
import { merging } from './merging.js'
import { figure, say, sayTimes } from './say.js'
import { watchThumbnails } from './thumbnails.js'
import { isWriting, outOfTrash, sayEnded, tell, tellRefusal, toTrash } from './shell.js'

const list = /** @type {HTMLUListElement} */ (document.getElementById('list'))
const bar = document.getElementById('selection')
const search = /** @type {HTMLInputElement | null} */ (document.querySelector('.search input[type=search]'))
const isTrash = list.dataset.shelf === 'Trash'

/** @returns {HTMLLIElement[]} */
const rows = () => [...list.querySelectorAll('.row[data-id]:not(.going)')]

// ── Search as one types ──────────────────────────────────────────────
let waiting = 0
const lit = document.querySelector('.shelves > a[aria-current]')
/** @type {AbortController | null} */
let asking = null

/** @param {string} path */
async function show (path) {
  asking?.abort()
  const mine = asking = new AbortController()
  list.setAttribute('aria-busy', 'true')
  const slow = setTimeout(() => list.replaceChildren(...Array.from({ length: 6 }, () => clone('skeleton'))), 200)
  try {
    const content = await part(path, mine.signal)
    clearTimeout(slow)
    sayTimes(content)
    list.replaceChildren(content)
    watchThumbnails(list)
    watchEnd()
    sayNumber()
  } catch (refusal) {
    clearTimeout(slow)
    if (mine.signal.aborted) return
    if (refusal.type === 'unauthorized') sayEnded()
    const failure = clone('failure')
    failure.querySelector('[data-tries]').addEventListener('click', () => show(path))
    list.replaceChildren(failure)
  }

  if (asking === mine) list.setAttribute('aria-busy', 'false')
}

/** @param {string} id @returns {HTMLElement} */
const clone = (id) => /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (document.getElementById(id)).content.firstElementChild.cloneNode(true))

search?.addEventListener('input', () => {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    const words = search.value.trim()
    const address = new URL(location.href)
    if (words) address.searchParams.set('query', words)
    else address.searchParams.delete('query')
    history.replaceState(null, '', address)
    const rowsAt = new URL('/documents/rows', location.href)
    rowsAt.search = address.search
    list.dataset.words = words
    document.querySelector('.shelves .end')?.toggleAttribute('hidden', words !== '')
    if (words) lit?.removeAttribute('aria-current')
    else lit?.setAttribute('aria-current', 'page')
    show(rowsAt.pathname + rowsAt.search)
  }, 120)
})
search?.form.addEventListener('submit', (event) => {
  event.preventDefault()
  rows()[0]?.querySelector('a').focus()
})

function sayNumber () {
  if (list.dataset.words && rows().length) list.setAttribute('aria-label', say(`${figure(rows().length)} documents found`, `${figure(rows().length)} Dokumente gefunden`))
}

// ── More rows as one scrolls ─────────────────────────────────────────
const end = new IntersectionObserver(async (entries) => {
  const seen = entries.find((entry) => entry.isIntersecting)
  if (seen) more(/** @type {HTMLElement} */ (seen.target))
}, { rootMargin: '800px' })

/** @param {HTMLElement} last The line with the link to more. */
async function more (last) {
  end.unobserve(last)
  const link = /** @type {HTMLAnchorElement} */ (last.querySelector('[data-more]'))
  try {
    const content = await part(link.href)
    for (const row of content.querySelectorAll('.row[data-id]')) if (document.getElementById(row.id)) row.remove()
    sayTimes(content)
    last.replaceWith(content)
    watchThumbnails(list)
    watchEnd()
  } catch (refusal) {
    tellRefusal(refusal)
  }
}

function watchEnd () {
  const last = list.querySelector('.more')
  if (!last) return
  end.observe(last)
}

list.addEventListener('click', (event) => {
  const link = /** @type {Element} */ (event.target).closest('[data-more]')
  if (!link) return
  event.preventDefault()
  more(link.closest('.more'))
})

// ── Rows that change by themselves ───────────────────────────────────
/** @type {Set<string>} */
const changed = new Set()
let drawing = 0

/** @param {string} id */
async function draw (id) {
  let fresh
  try {
    fresh = /** @type {HTMLLIElement} */ ((await part(`/documents/${id}/row`)).firstElementChild)
  } catch (refusal) {
    if (refusal.status === 404) document.getElementById(`d-${id}`)?.remove()
    if (refusal.type === 'unauthorized') sayEnded()
    return
  }

  const old = document.getElementById(`d-${id}`)
  const belongs = (fresh.dataset.state === 'trashed') === isTrash && fresh.dataset.state !== 'split' && fresh.dataset.state !== 'merged'
  if (!belongs) {
    // What is on its way out here keeps its place, for it may be taken back.
    if (!old?.classList.contains('going')) old?.remove()
  } else if (old) {
    // Of a search the snippets stay: they are not in a single row.
    fresh.querySelector('.what').append(...old.querySelectorAll('.snippet'))
    if (old.classList.contains('picked')) {
      fresh.classList.add('picked')
      fresh.querySelector('input').checked = true
    }
    fresh.classList.toggle('at', old.classList.contains('at'))
    const link = /** @type {HTMLAnchorElement} */ (fresh.querySelector('.open'))
    link.href = /** @type {HTMLAnchorElement} */ (old.querySelector('.open')).href
    const [picture, known] = [fresh.querySelector('img'), old.querySelector('img')]
    if (picture && picture.dataset.src === known?.dataset.src) picture.replaceWith(known)
    const hadFocus = old.contains(document.activeElement)
    sayTimes(fresh)
    old.replaceWith(fresh)
    watchThumbnails(fresh)
    if (hadFocus) link.focus()
  } else if (isShownWhole()) {
    sayTimes(fresh)
    list.querySelector('.empty')?.remove()
    list.prepend(fresh)
    watchThumbnails(fresh)
  }
  sayEmpty()
}

/** Whether a new document belongs at the top. */
const isShownWhole = () => !list.dataset.words && list.dataset.order === 'Newest' && (list.dataset.shelf === 'All' || list.dataset.shelf === 'InWork') && !new URL(location.href).searchParams.has('tag')

/** An empty list says so; the server has the words for it. */
function sayEmpty () {
  if (rows().length === 0 && !list.querySelector('.empty, .more')) show(list.dataset.rows)
}

async function sayCounts () {
  try {
    const counts = await (await ask('GET', '/documents/counts')).json()
    for (const [id, count] of [['count-inwork', counts.inWork], ['count-needsalook', counts.needsALook]]) {
      const at = document.getElementById(id)
      if (at) at.textContent = count ? figure(count) : ''
    }
  } catch { /* The next change asks again. */ }
}

/** @param {string} id */
function redraw (id) {
  changed.add(id)
  drawing ||= setTimeout(async () => {
    drawing = 0
    const ids = [...changed]
    changed.clear()
    await Promise.all(ids.map(draw))
    if (!isTrash) sayCounts()
  }, 150)
}

listen((change) => redraw(change.document), () => rows().slice(0, 40).forEach((row) => redraw(row.dataset.id)))

// Pages are not told one by one: what is being read is looked at every second and a half while somebody sees it.
setInterval(() => {
  if (document.hidden) return
  for (const row of list.querySelectorAll('.row[data-state=recognizing], .row[data-state=received]')) redraw(/** @type {HTMLElement} */ (row).dataset.id)
}, 1500)

// ── Selection, and what is done with it ──────────────────────────────
const picked = () => rows().filter((row) => row.classList.contains('picked'))

/** What was selected first is first in what is made of them. @type {Set<string>} */
const inOrder = new Set()
const merge = merging(() => picked().forEach((row) => pick(row, false)))

/** @param {HTMLElement} row @param {boolean} isPicked */
function pick (row, isPicked) {
  row.classList.toggle('picked', isPicked)
  row.querySelector('input').checked = isPicked
  if (isPicked) inOrder.add(row.dataset.id)
  else inOrder.delete(row.dataset.id)
  const number = picked().length
  bar.querySelector('[data-does=merge]')?.toggleAttribute('disabled', number < 2)
  bar.hidden = number === 0
  bar.querySelector('[data-number]').textContent = number === 1 ? say('1 selected', '1 ausgewählt') : say(`${figure(number)} selected`, `${figure(number)} ausgewählt`)
}

/** @type {HTMLElement | null} */
let lastPicked = null
list.addEventListener('click', (event) => {
  const box = /** @type {Element} */ (event.target).closest('.pick')
  if (!box) return
  const row = /** @type {HTMLElement} */ (box.closest('.row'))
  const isPicked = /** @type {HTMLInputElement} */ (box).checked
  const all = rows()
  const [from, to] = [all.indexOf(/** @type {HTMLLIElement} */ (lastPicked)), all.indexOf(/** @type {HTMLLIElement} */ (row))]
  if (event.shiftKey && from >= 0) all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((each) => pick(each, isPicked))
  else pick(row, isPicked)
  lastPicked = row
})
bar.addEventListener('click', (event) => {
  const does = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-does]'))?.dataset.does
  if (does === 'none') picked().forEach((row) => pick(row, false))
  if (does === 'trash' || does === 'restore') move(picked(), does)
  if (does === 'merge') merge(pieces())
})

/** What is selected, in the order in which that was done. */
function pieces () {
  const some = new Map(picked().map((row) => [row.dataset.id, row]))
  return [...inOrder].filter((id) => some.has(id)).map((id) => {
    const { title, version, state } = some.get(id).dataset
    return { id, title, version, state }
  })
}

/**
 * Out of the list at once; what is refused comes back with the reason.
 * @param {HTMLElement[]} some
 * @param {'trash' | 'restore'} does
 */
async function move (some, does) {
  if (some.length === 0) return
  const next = rows()[rows().indexOf(/** @type {HTMLLIElement} */ (some.at(-1))) + 1]
  for (const row of some) {
    pick(row, false)
    row.classList.add('going')
  }
  if (next) goTo(next, false)

  const done = []
  let refusal = null
  for (const row of some) {
    try {
      await (does === 'trash' ? toTrash : outOfTrash)(row.dataset.id)
      done.push(row)
      row.hidden = true
    } catch (no) {
      refusal = no
      row.classList.remove('going')
    }
  }

  if (refusal) tellRefusal(refusal)
  else tell(sentence(done, does), () => bringBack(done, does))
  sayEmpty()
}

/** @param {HTMLElement[]} done @param {string} does */
function sentence (done, does) {
  const { title } = done[0].dataset
  const isOne = done.length === 1
  if (does === 'trash') return isOne ? say(`“${title}” is in the trash.`, `„${title}“ liegt im Papierkorb.`) : say(`${done.length} documents are in the trash.`, `${done.length} Dokumente liegen im Papierkorb.`)
  return isOne ? say(`“${title}” is back.`, `„${title}“ ist zurück.`) : say(`${done.length} documents are back.`, `${done.length} Dokumente sind zurück.`)
}

/** @param {HTMLElement[]} done @param {string} does */
async function bringBack (done, does) {
  for (const row of done) await (does === 'trash' ? outOfTrash : toTrash)(row.dataset.id)
  for (const row of done) {
    // The stream of events may have drawn it anew meanwhile.
    const now = document.getElementById(row.id)
    now?.classList.remove('going')
    if (now) now.hidden = false
  }
  list.querySelector('.empty')?.remove()
  const first = document.getElementById(done[0].id)
  if (first) goTo(first, true)
}

// ── Keys ─────────────────────────────────────────────────────────────
/** @param {HTMLElement} row @param {boolean} focuses */
function goTo (row, focuses) {
  list.querySelector('.row.at')?.classList.remove('at')
  row.classList.add('at')
  row.scrollIntoView({ block: 'nearest' })
  if (focuses) /** @type {HTMLElement} */ (row.querySelector('.open')).focus({ preventScroll: true })
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target === search) search.blur()
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return
  const all = rows()
  const at = all.findIndex((row) => row.classList.contains('at'))
  const row = all[at]
  if (event.key === 'j' && all.length) goTo(all[Math.min(at + 1, all.length - 1)], true)
  else if (event.key === 'k' && all.length) goTo(all[Math.max(at - 1, 0)], true)
  else if (event.key === 'x' && row) pick(row, !row.classList.contains('picked'))
  else if (event.key === '#' && !isTrash) move(picked().length ? picked() : row ? [row] : [], 'trash')
  else if (event.key === 'm' && !isTrash && picked().length > 1) merge(pieces())
  else if (event.key === 'e' && row) location.assign(`/documents/${row.dataset.id}?edit=title`)
  else return
  event.preventDefault()
})

watchEnd()
watchThumbnails(list)
