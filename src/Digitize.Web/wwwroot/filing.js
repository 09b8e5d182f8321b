// The type of a document and its date, as somebody files it.
import { ask } from './api.js'
import { say } from './say.js'
import { tell, tellRefusal } from './shell.js'

/**
 * @param {string} api Of the document.
 * @param {HTMLElement} facts The panel with the form.
 * @param {() => Promise<void>} look Fetches the panel again.
 */
export function filing (api, facts, look) {
  facts.addEventListener('submit', async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (!form.matches('[data-files]')) return
    event.preventDefault()
    const [before, after] = [asShown(form), Object.fromEntries(new FormData(form))]
    try {
      await file(after)
      tell(say('Type and date are changed.', 'Art und Datum sind geändert.'), () => file(before))
    } catch (refusal) { tellRefusal(refusal) }
  })

  /** @param {object} filed */
  async function file (filed) {
    await ask('PATCH', api, { json: filed })
    const open = /** @type {HTMLDetailsElement} */ (facts.querySelector('.filing'))
    open.open = false
    open.querySelector('summary').focus()
    await look()
  }
}

/** What the server has drawn. @param {HTMLFormElement} form */
const asShown = (form) => Object.fromEntries([...form.elements].flatMap((field) => field instanceof HTMLSelectElement
  ? [[field.name, [...field.options].find((option) => option.defaultSelected)?.value ?? '']]
  : field instanceof HTMLInputElement ? [[field.name, field.defaultValue]] : []))
