// Several documents become one: asked in a dialog that shows their order, followed until it is done, and taken back.
import { ask } from './api.js'
import { figure, say } from './say.js'
import { outOfTrash, tell, tellRefusal } from './shell.js'

/** Between two looks at how far it is, and how long it is looked at, in milliseconds. Whoever leaves the page finds it done. */
const pause = 700
const longest = 15 * 60 * 1000

/** @typedef {{ id: string, title: string, version: string | undefined, state: string | undefined }} Piece */

/**
 * @param {() => void} begun The selection has been used.
 * @returns {(pieces: Piece[]) => void} Asks about these, in this order.
 */
export function merging (begun) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById('merging'))
  if (!dialog) return () => {}
  const form = /** @type {HTMLFormElement} */ (document.getElementById('merging-form'))
  const list = document.getElementById('merging-order')
  const place = /** @type {HTMLTemplateElement} */ (document.getElementById('merging-place')).content.firstElementChild
  const title = /** @type {HTMLInputElement} */ (form.elements.namedItem('title'))
  const refused = /** @type {HTMLElement} */ (form.querySelector('.refusal'))
  const submits = /** @type {HTMLButtonElement} */ (form.querySelector('.primary'))
  /** @type {Map<Element, Piece>} */
  const places = new Map()

  const items = () => [...list.children]

  /** @param {Piece[]} pieces */
  function open (pieces) {
    places.clear()
    list.replaceChildren(...pieces.map((piece) => {
      const item = /** @type {HTMLElement} */ (place.cloneNode(true))
      item.querySelector('.name').textContent = piece.title
      places.set(item, piece)
      return item
    }))
    title.value = pieces[0].title
    form.querySelector('.told').textContent = ''
    const unfinished = pieces.find((piece) => piece.state !== 'completed')
    submits.disabled = unfinished !== undefined
    refuse(unfinished ? say(`“${unfinished.title}” has not been read yet.`, `„${unfinished.title}“ ist noch nicht gelesen.`) : '')
    update()
    dialog.showModal()
  }

  /** Buttons say which document they are for. */
  function update () {
    const all = items()
    for (const [index, item] of all.entries()) {
      const [earlier, later] = /** @type {HTMLButtonElement[]} */ ([...item.querySelectorAll('button')])
      const { title } = places.get(item)
      earlier.setAttribute('aria-label', say(`“${title}” earlier`, `„${title}“ nach vorn`))
      later.setAttribute('aria-label', say(`“${title}” later`, `„${title}“ nach hinten`))
      earlier.disabled = index === 0
      later.disabled = index === all.length - 1
    }
  }

  /** @param {string} sentence Nothing for none. */
  function refuse (sentence) {
    refused.textContent = sentence
    refused.hidden = sentence === ''
  }

  list.addEventListener('click', (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest('[data-moves]'))
    if (!button) return
    const item = button.closest('li')
    const step = Number(button.dataset.moves)
    const other = items()[items().indexOf(item) + step]
    if (step < 0) other.before(item)
    else other.after(item)
    update()
    form.querySelector('.told').textContent = say(`“${places.get(item).title}” is now in place ${items().indexOf(item) + 1} of ${items().length}.`, `„${places.get(item).title}“ steht jetzt an Stelle ${items().indexOf(item) + 1} von ${items().length}.`)
    if (button.disabled) /** @type {HTMLElement} */ (item.querySelector('button:not(:disabled)')).focus()
    else button.focus()
  })

  dialog.addEventListener('click', (event) => {
    if (/** @type {Element} */ (event.target).closest('[data-closes]')) dialog.close()
  })

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const pieces = items().map((item) => places.get(item))
    refuse('')
    submits.disabled = true
    try {
      const made = await (await ask('POST', '/api/v1/documents/merge', { json: { documents: pieces.map((piece) => piece.id), basedOn: pieces.map((piece) => Number(piece.version)), title: title.value.trim() } })).json()
      dialog.close()
      begun()
      tell(say(`${figure(pieces.length)} documents are being merged.`, `${figure(pieces.length)} Dokumente werden zusammengefügt.`))
      await follow(made, title.value.trim())
    } catch (refusal) {
      if (dialog.open) refuse(refusal.message)
      else tellRefusal(refusal)
    } finally {
      submits.disabled = false
    }
  })

  return open
}

/** @param {{ id: string, documents: string[] }} made @param {string} title */
async function follow (made, title) {
  const first = `/api/v1/documents/${made.documents[0]}`
  for (const end = Date.now() + longest; Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    const { document: { state } } = await (await ask('GET', first)).json()
    if (state === 'assembling') continue
    if (state === 'merged') {
      tell(say(`“${title}” is one document now.`, `„${title}“ ist jetzt ein Dokument.`), async () => {
        await outOfTrash(made.documents[0])
        tell(say('The documents are back.', 'Die Dokumente sind zurück.'))
      })
      return
    }

    const { planned } = await (await ask('GET', `${first}/versions`)).json()
    if (planned?.failure) tell(say('The documents could not be merged: ', 'Die Dokumente ließen sich nicht zusammenfügen: ') + reason(planned.failure))
    return
  }
}

/** @param {{ code: string, english: string, german: string }} failure */
const reason = (failure) => failure.code === 'NotSupported'
  ? say('one of them was changed, deleted or put on hold meanwhile.', 'Eines wurde inzwischen geändert, gelöscht oder gesperrt.')
  : say(failure.english, failure.german)
