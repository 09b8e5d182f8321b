// Whether the record is as it was written: read through once the page is there, because a long one takes its time.
import { part } from './api.js'
import { say } from './say.js'
import { sayEnded } from './shell.js'

const place = document.getElementById('proof')
const first = [...place.childNodes]

async function look () {
  try {
    place.replaceChildren(await part(place.dataset.part))
  } catch (refusal) {
    if (refusal.type === 'unauthorized') return sayEnded()
    const line = Object.assign(document.createElement('p'), { className: 'refusal' })
    const again = Object.assign(document.createElement('button'), { type: 'button', textContent: say('Check again', 'Noch einmal prüfen') })
    again.addEventListener('click', () => {
      place.replaceChildren(...first)
      look()
    })
    line.append(say('The seals could not be checked. Nothing is lost by that. ', 'Die Siegel ließen sich nicht prüfen. Verloren ist dadurch nichts. '), again)
    place.replaceChildren(line)
  }
}

look()
