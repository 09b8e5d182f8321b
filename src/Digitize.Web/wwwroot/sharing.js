// Sharing a document by a link: made in a dialog, shown once, withdrawn.
import { ask } from './api.js'
import { say } from './say.js'
import { tell, tellRefusal } from './shell.js'

/**
 * @param {string} api Of the document.
 * @param {HTMLElement} facts The panel with the list of links.
 * @param {() => Promise<void>} look Fetches the panel again.
 */
export function sharing (api, facts, look) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById('sharing'))
  if (!dialog) return
  const form = /** @type {HTMLFormElement} */ (document.getElementById('sharing-form'))
  const made = document.getElementById('shared')
  const link = /** @type {HTMLInputElement} */ (document.getElementById('shared-link'))
  const refused = /** @type {HTMLElement} */ (form.querySelector('.refusal'))

  facts.addEventListener('click', async (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('button'))
    if (button?.dataset.does === 'share') open()
    if (!button?.dataset.withdraws) return
    try {
      await ask('DELETE', `${api}/shares/${button.dataset.withdraws}`)
      await look()
      tell(say('The link opens nothing any more.', 'Der Link öffnet nichts mehr.'))
    } catch (refusal) { tellRefusal(refusal) }
  })

  function open () {
    form.reset()
    form.hidden = false
    made.hidden = true
    refused.hidden = true
    dialog.showModal()
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const { days, fetches, password } = Object.fromEntries(new FormData(form))
    refused.hidden = true
    try {
      const answer = await (await ask('POST', `${api}/shares`, { json: { days: Number(days), fetches: Number(fetches), password: password || null } })).json()
      link.value = new URL(answer.link, location.href).href
      form.hidden = true
      made.hidden = false
      link.select()
      await look()
    } catch (refusal) {
      refused.textContent = refusal.message
      refused.hidden = false
    }
  })

  dialog.addEventListener('click', async (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('button'))
    if (!button) return
    if ('closes' in button.dataset) dialog.close()
    if (!('copies' in button.dataset)) return
    link.select()
    // Without TLS browsers have no clipboard but the old one.
    try { await navigator.clipboard.writeText(link.value) } catch { document.execCommand('copy') }
    button.textContent = say('Copied', 'Kopiert')
  })

  // What was shown once is gone with the dialog.
  dialog.addEventListener('close', () => {
    link.value = ''
    dialog.querySelector('[data-copies]').textContent = say('Copy', 'Kopieren')
  })
}
