// What every screen has: sentences that pass, undo, the list of keys, times in the reader's zone, and the end of a session.
import { ask } from './api.js'
import './device.js'
import { say, sayTimes } from './say.js'

/** @typedef {{ text: string, undo: () => Promise<void> | void }} Step Something that can be taken back. */

/** @type {Step | null} */
let last = null
const place = document.getElementById('said')

/**
 * Says a sentence for some seconds, with a button where it can be taken back.
 * @param {string} text
 * @param {(() => Promise<void> | void) | null} [undo]
 */
export function tell (text, undo = null) {
  const line = document.createElement('div')
  line.className = 'said'
  line.append(Object.assign(document.createElement('span'), { textContent: text }))
  last = undo && { text, undo }
  if (undo) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: say('Undo', 'Rückgängig') })
    button.addEventListener('click', takeBack)
    line.append(button)
  }

  place.replaceChildren(line)
  // Long enough to read and to reach for the button; whoever points at it keeps it.
  const goes = () => setTimeout(() => { if (line.matches(':hover, :focus-within')) goes(); else line.remove() }, undo ? 10000 : 6000)
  goes()
}

/** @param {Error & { type?: string }} refusal */
export function tellRefusal (refusal) {
  if (refusal.type === 'unauthorized') sayEnded()
  else tell(refusal.message)
}

export async function takeBack () {
  const step = last
  if (!step) return
  last = null
  place.replaceChildren()
  try { await step.undo() } catch (refusal) { tellRefusal(refusal) }
}

/** The session is over: where one was is kept. */
export function sayEnded () {
  const line = document.createElement('div')
  line.className = 'said ended'
  const way = Object.assign(document.createElement('a'), { href: `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`, textContent: say('Sign in again', 'Neu anmelden') })
  // Where one is when one follows it: a list goes on changing its address.
  way.addEventListener('click', () => { way.href = `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}` })
  line.append(Object.assign(document.createElement('span'), { textContent: say('Your session has ended.', 'Ihre Sitzung ist zu Ende.') }), way)
  place.replaceChildren(line)
}

/** Somebody has signed in again, elsewhere in this browser. */
export const takeBackEnded = () => place.querySelector('.ended')?.remove()

/** @param {string} id Of a document. */
export const toTrash = (id) => ask('DELETE', `/api/v1/documents/${id}`)

/** @param {string} id */
export const outOfTrash = (id) => ask('POST', `/api/v1/documents/${id}/restore`)

/** Whether a key is meant for what is being written. @param {Event} event */
export const isWriting = (event) => event.target instanceof Element && event.target.closest('input:not([type=checkbox]), textarea, select, dialog, [contenteditable]') !== null

const keys = /** @type {HTMLDialogElement} */ (document.getElementById('keys'))
document.addEventListener('keydown', (event) => {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === '?') keys.showModal()
  else if (event.key === 'z') takeBack()
  else if (event.key === '/') (document.querySelector('input[type=search]') ?? { focus: () => location.assign('/documents') }).focus()
  else return
  event.preventDefault()
})
document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target)
  if (target.closest('[data-shows=keys]')) keys.showModal()
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(target)) menu.removeAttribute('open')
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  const menu = document.querySelector('details.menu[open]')
  menu?.removeAttribute('open')
  menu?.querySelector('summary')?.focus()
})

document.querySelector('form[data-forgets]')?.addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = /** @type {HTMLFormElement} */ (event.target)
  const { forget } = await import('./forget.js')
  // A browser whose store is broken must not keep anybody in.
  if (await forget().catch(() => true)) form.submit()
})

sayTimes(document)
setInterval(() => sayTimes(document), 60000)
