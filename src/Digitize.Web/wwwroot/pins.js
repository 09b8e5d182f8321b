// Which documents are on this device: marked in lists and on the document, and brought or removed from there.
import { person } from './device.js'
import { all, tags } from './kept.js'
import { keep, keepTag, leave, leaveTag, look, lookAtAll } from './keeping.js'
import { say } from './say.js'
import { tell, tellRefusal } from './shell.js'

const owner = person()

/** Between two looks at everything, in milliseconds. What happens while somebody looks comes at once. */
const round = 15 * 60 * 1000

/** @type {Set<string>} */
let ids = new Set()

async function mark () {
  ids = new Set((await all(owner)).map(({ id }) => id))
  markRows()
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-keeps]'))) say1(button, ids.has(button.dataset.keeps))
  const ofTag = /** @type {HTMLElement | null} */ (document.querySelector('[data-keeps-tag]'))
  if (ofTag) say1(ofTag, await keyOfTag(ofTag.dataset.keepsTag) !== null)
}

function markRows () {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.row[data-id]'))) {
    const pin = row.querySelector('.pinned')
    if (ids.has(row.dataset.id) === (pin !== null)) continue
    if (pin) pin.remove()
    else row.querySelector('.when')?.prepend(/** @type {HTMLTemplateElement} */ (document.getElementById('pin')).content.firstElementChild.cloneNode(true))
  }
}

/** @param {HTMLElement} button @param {boolean} isKept */
function say1 (button, isKept) {
  const text = isKept ? button.dataset.leaveText : button.dataset.keepText
  if (button.getAttribute('aria-pressed') === String(isKept) && button.querySelector('span').textContent === text) return
  button.setAttribute('aria-pressed', String(isKept))
  button.querySelector('span').textContent = text
}

/** @param {string} name @returns {Promise<string | null>} */
const keyOfTag = async (name) => (await tags(owner)).find((tag) => tag.name === name)?.key ?? null

/** @param {string[]} some */
async function keepAll (some) {
  let done = 0
  try {
    for (const id of some) {
      await keep(owner, id, true)
      done++
    }
    tell(done === 1 ? say('It is on this device now, encrypted.', 'Es liegt jetzt verschlüsselt auf diesem Gerät.') : say(`${done} documents are on this device now, encrypted.`, `${done} Dokumente liegen jetzt verschlüsselt auf diesem Gerät.`))
  } catch (refusal) { explain(refusal) }
}

/** @param {Error & { type?: string }} refusal */
function explain (refusal) {
  if (refusal.type) tellRefusal(refusal)
  else tell(say('This device has no room for it.', 'Auf diesem Gerät ist kein Platz dafür.'))
}

document.addEventListener('click', async (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest('[data-keeps], [data-keeps-tag], [data-does=keep]'))
  if (!button || button.getAttribute('aria-busy') === 'true') return
  const isKept = button.getAttribute('aria-pressed') === 'true'
  button.setAttribute('aria-busy', 'true')
  try {
    if (button.dataset.does) await keepAll([.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.row.picked[data-id]'))].map((row) => row.dataset.id))
    else if (button.dataset.keeps && isKept) await leave(owner, button.dataset.keeps)
    else if (button.dataset.keeps) await keepAll([button.dataset.keeps])
    else if (isKept) await leaveTag(owner, await keyOfTag(button.dataset.keepsTag))
    else await keepTag(owner, button.dataset.keepsTag)
  } catch (refusal) { explain(refusal) }
  button.removeAttribute('aria-busy')
})

addEventListener('kept', mark)
addEventListener('changed-document', (/** @type {CustomEvent} */ event) => { if (ids.has(event.detail)) look(owner, event.detail).catch(() => {}) })

// Rows and the panel of a document are drawn anew by others.
for (const place of document.querySelectorAll('#list, #facts')) new MutationObserver(() => { markRows(); mark() }).observe(place, { childList: true })

await mark()
const last = `digitize-kept ${owner}`
if (navigator.onLine && Date.now() - Number(localStorage.getItem(last)) > round) {
  localStorage.setItem(last, String(Date.now()))
  lookAtAll(owner).catch(() => {})
}
