// Words of the pages, reached with keys and corrected where they stand.
import { say } from './say.js'
import { tell, tellRefusal } from './shell.js'

/**
 * @param {HTMLElement} pages
 * @param {boolean} mayWrite
 * @param {(page: number, word: number, text: string, sentence: string) => Promise<void>} send The sentence is said once it is done.
 */
export function correcting (pages, mayWrite, send) {
  /** @param {HTMLElement} word */
  function correct (word) {
    document.querySelector('.corrects')?.remove()
    if (/** @type {HTMLElement} */ (word.closest('.sheet')).dataset.own !== undefined) {
      return tell(say('These words are those of the file itself: nobody read them, and they are not corrected.', 'Diese Wörter stehen so in der Datei: niemand hat sie gelesen, und sie werden nicht berichtigt.'))
    }
    const form = /** @type {HTMLFormElement} */ (/** @type {HTMLTemplateElement} */ (document.getElementById('corrects')).content.firstElementChild.cloneNode(true))
    const field = form.querySelector('input')
    const sheet = /** @type {HTMLElement} */ (word.closest('.sheet'))
    field.value = word.textContent
    sheet.append(form)
    form.style.left = `${Math.max(0, Math.min(word.offsetLeft, sheet.clientWidth - form.offsetWidth))}px`
    form.style.top = `${word.offsetTop + word.offsetHeight + 4}px`
    field.select()
    const ends = () => { form.remove(); word.focus({ preventScroll: true }) }
    form.querySelector('[data-cancels]').addEventListener('click', ends)
    form.addEventListener('keydown', (event) => { if (event.key === 'Escape') ends() })
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      const [before, after] = [word.textContent, field.value.trim()]
      ends()
      if (after === before) return
      word.textContent = after
      word.classList.add('fixed')
      try {
        await send(Number(sheet.dataset.page), Number(word.dataset.word), after, say(`“${before}” is now “${after}”.`, `„${before}“ ist jetzt „${after}“.`))
      } catch (refusal) {
        word.textContent = before
        word.classList.remove('fixed')
        tellRefusal(refusal)
      }
    })
  }

  if (mayWrite) {
    pages.addEventListener('dblclick', (event) => {
      const word = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('.w'))
      if (word) correct(word)
    })
  }
  pages.addEventListener('keydown', (event) => {
    const word = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('.w'))
    if (!word) return
    const all = [...word.closest('.words').querySelectorAll('.w')]
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step) goTo(/** @type {HTMLElement} */ (all[all.indexOf(word) + step]), word)
    else if (event.key === 'Enter' && mayWrite) correct(word)
    else return
    event.preventDefault()
    event.stopPropagation()
  })

  /** One word of a page is in the order of Tab, the others are reached with arrows. @param {HTMLElement | undefined} word @param {HTMLElement} from */
  function goTo (word, from) {
    if (!word) return
    from.tabIndex = -1
    word.tabIndex = 0
    word.focus()
  }
}
