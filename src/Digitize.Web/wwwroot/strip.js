// The strip of pages being arranged: another order, turned pages, pages left out and put back, and where another document begins. It is seen at once and sent as one change when it is kept.
import { say } from './say.js'

/** @typedef {{ page: number, turn: number, isOut: boolean, begins: boolean }} Place A page of the version that is shown, and what becomes of it. */

/**
 * @param {(pages: { page: number, turn: number, startsDocument: boolean }[]) => Promise<void>} keep Sends it; what it throws has been told already.
 * @returns {{ end: () => void, isOn: () => boolean } | null} Null for who may not change anything.
 */
export function arranging (keep) {
  const bar = document.getElementById('arranging')
  const toggle = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-arranges]'))
  const list = document.querySelector('.strip ol')
  if (!bar || !toggle || !list) return null
  const acts = /** @type {HTMLTemplateElement} */ (document.getElementById('page-acts')).content.firstElementChild
  const keeps = /** @type {HTMLButtonElement} */ (bar.querySelector('[data-keeps-order]'))
  /** @type {Map<HTMLElement, Place>} */
  const places = new Map()
  /** @type {HTMLElement | null} */
  let dragged = null

  const items = () => /** @type {HTMLElement[]} */ ([...list.children])
  const isOn = () => !bar.hidden

  function begin () {
    bar.hidden = false
    toggle.setAttribute('aria-pressed', 'true')
    list.classList.add('arranged')
    for (const item of items()) {
      places.set(item, { page: Number(item.dataset.page), turn: 0, isOut: false, begins: false })
      item.draggable = true
      item.append(acts.cloneNode(true))
    }
    update()
  }

  function end () {
    if (!isOn()) return
    bar.hidden = true
    toggle.setAttribute('aria-pressed', 'false')
    list.classList.remove('arranged')
    list.removeAttribute('aria-busy')
    // What was not kept is as it was.
    for (const item of items().sort((a, b) => Number(a.dataset.page) - Number(b.dataset.page))) {
      item.removeAttribute('draggable')
      item.classList.remove('out', 'begins')
      item.querySelector('.page-acts')?.remove()
      item.removeAttribute('data-turned')
      list.append(item)
    }
    places.clear()
    tell('')
  }

  /** Buttons say which page they are for, and only what changes anything can be kept. */
  function update () {
    const all = items()
    const first = all.find((item) => !places.get(item).isOut)
    for (const [index, item] of all.entries()) {
      const { page, turn, isOut, begins } = places.get(item)
      item.classList.toggle('out', isOut)
      item.dataset.turned = String(turn)
      const [earlier, later, turns, drops, starts] = /** @type {HTMLButtonElement[]} */ ([...item.querySelectorAll('.page-acts button')])
      earlier.setAttribute('aria-label', say(`Page ${page} earlier`, `Seite ${page} nach vorn`))
      later.setAttribute('aria-label', say(`Page ${page} later`, `Seite ${page} nach hinten`))
      turns.setAttribute('aria-label', say(`Turn page ${page}`, `Seite ${page} drehen`))
      drops.setAttribute('aria-label', isOut ? say(`Put page ${page} back`, `Seite ${page} zurücknehmen`) : say(`Leave page ${page} out`, `Seite ${page} weglassen`))
      drops.setAttribute('aria-pressed', String(isOut))
      starts.setAttribute('aria-label', say(`Another document begins with page ${page}`, `Mit Seite ${page} beginnt ein anderes Dokument`))
      starts.setAttribute('aria-pressed', String(begins))
      starts.disabled = isOut || item === first
      item.classList.toggle('begins', begins && !starts.disabled)
      earlier.disabled = index === 0
      later.disabled = index === all.length - 1
    }
    const kept = all.map((item) => places.get(item)).filter((place) => !place.isOut)
    const isSame = kept.length === all.length && kept.every((place, index) => place.page === index + 1 && place.turn === 0 && !(place.begins && index > 0))
    keeps.disabled = isSame || kept.length === 0
  }

  /** @param {string} sentence */
  function tell (sentence) { bar.querySelector('.told').textContent = sentence }

  /** @param {HTMLElement} item @param {number} step 0 for one that was dragged to its place. */
  function move (item, step) {
    const other = items()[items().indexOf(item) + step]
    if (!other) return
    if (step < 0) other.before(item)
    if (step > 0) other.after(item)
    update()
    tell(say(`Page ${places.get(item).page} is now in place ${items().indexOf(item) + 1} of ${items().length}.`, `Seite ${places.get(item).page} steht jetzt an Stelle ${items().indexOf(item) + 1} von ${items().length}.`))
    item.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  /** @param {HTMLElement} item */
  function turn (item) {
    const place = places.get(item)
    place.turn = (place.turn + 90) % 360
    update()
    tell(say(`Page ${place.page} is turned by ${place.turn} degrees.`, `Seite ${place.page} ist um ${place.turn} Grad gedreht.`))
  }

  /** @param {HTMLElement} item */
  function part (item) {
    const place = places.get(item)
    place.begins = !place.begins
    update()
    tell(place.begins ? say(`Another document begins with page ${place.page}.`, `Mit Seite ${place.page} beginnt ein anderes Dokument.`) : say(`Page ${place.page} goes on.`, `Seite ${place.page} geht weiter.`))
  }

  /** @param {HTMLElement} item */
  function drop (item) {
    const place = places.get(item)
    if (!place.isOut && [...places.values()].filter((each) => !each.isOut).length === 1) {
      tell(say('One page has to stay.', 'Eine Seite muss bleiben.'))
      return
    }
    place.isOut = !place.isOut
    update()
    tell(place.isOut ? say(`Page ${place.page} is left out.`, `Seite ${place.page} wird weggelassen.`) : say(`Page ${place.page} is back.`, `Seite ${place.page} ist wieder da.`))
  }

  toggle.addEventListener('click', () => { if (isOn()) end(); else begin() })
  bar.querySelector('[data-leaves]').addEventListener('click', () => { end(); toggle.focus() })
  keeps.addEventListener('click', async () => {
    const pages = items().map((item) => places.get(item)).filter((place) => !place.isOut).map(({ page, turn, begins }, index) => ({ page, turn, startsDocument: begins && index > 0 }))
    keeps.disabled = true
    list.setAttribute('aria-busy', 'true')
    tell(pages.some((page) => page.startsDocument) ? say('The documents are being made.', 'Die Dokumente werden gemacht.') : say('The new version is being made.', 'Die neue Version wird gemacht.'))
    try { await keep(pages) } catch {
      list.removeAttribute('aria-busy')
      tell('')
      update()
    }
  })

  list.addEventListener('click', (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest('.page-acts button'))
    if (!button) return
    event.stopPropagation()
    const item = /** @type {HTMLElement} */ (button.closest('li'))
    if (button.dataset.moves) move(item, Number(button.dataset.moves))
    else if ('turns' in button.dataset) turn(item)
    else if ('begins' in button.dataset) part(item)
    else drop(item)
    if (button.disabled) item.querySelector('a').focus()
    else button.focus()
  })

  list.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('li'))
    if (!isOn() || !item) return
    const step = event.altKey ? { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key] : undefined
    if (step) {
      const focused = /** @type {HTMLElement} */ (document.activeElement)
      move(item, step)
      focused.focus()
    } else if (event.key === 'Delete') drop(item)
    else if (event.key === 'r' && !event.ctrlKey && !event.metaKey) turn(item)
    else if (event.key === 'd' && !event.ctrlKey && !event.metaKey && !(/** @type {HTMLButtonElement} */ (item.querySelector('[data-begins]')).disabled)) part(item)
    else return
    event.preventDefault()
    event.stopPropagation()
  })

  list.addEventListener('dragstart', (/** @type {DragEvent} */ event) => {
    dragged = isOn() ? /** @type {Element} */ (event.target).closest('li') : null
    if (!dragged) return
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', '')
    dragged.classList.add('dragged')
  })
  list.addEventListener('dragover', (/** @type {DragEvent} */ event) => {
    const over = /** @type {Element} */ (event.target).closest('li')
    if (!dragged) return
    event.preventDefault()
    if (!over || over === dragged) return
    // Behind the one that is passed, before the one that is met: the strip follows the hand.
    const isBelow = items().indexOf(dragged) < items().indexOf(over)
    if (isBelow) over.after(dragged)
    else over.before(dragged)
  })
  list.addEventListener('drop', (event) => { if (dragged) event.preventDefault() })
  list.addEventListener('dragend', () => {
    const item = dragged
    dragged = null
    if (!item) return
    item.classList.remove('dragged')
    move(item, 0)
  })

  return { end, isOn }
}
