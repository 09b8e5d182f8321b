// The title of a document, changed where it stands.
import { say } from './say.js'
import { tell, tellRefusal } from './shell.js'

/**
 * @param {(title: string) => Promise<void>} retitle
 * @returns {(() => void) | null} Begins to change it; null for who may not.
 */
export function titleLine (retitle) {
  const line = document.getElementById('titleline')
  const heading = line.querySelector('h1')
  const form = line.querySelector('form')
  if (!form) return null
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('title'))
  const pencil = /** @type {HTMLButtonElement} */ (line.querySelector('[data-edits]'))

  /** @param {boolean} isEditing */
  const show = (isEditing) => {
    form.hidden = !isEditing
    heading.hidden = isEditing
    pencil.hidden = isEditing
    if (!isEditing) return
    field.value = heading.textContent
    field.select()
  }

  pencil.addEventListener('click', () => show(true))
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    show(false)
    pencil.focus()
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const [before, after] = [heading.textContent, field.value.trim()]
    show(false)
    pencil.focus()
    if (!after || after === before) return
    heading.textContent = after
    try {
      await retitle(after)
      tell(say('The title is changed.', 'Der Titel ist geändert.'), () => retitle(before))
    } catch (refusal) {
      heading.textContent = before
      tellRefusal(refusal)
    }
  })
  if (new URL(location.href).searchParams.get('edit') === 'title') show(true)
  return () => show(true)
}
