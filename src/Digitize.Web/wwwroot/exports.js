// Exports, looked at again while one is being made.
import { part } from './api.js'
import { sayTimes } from './say.js'
import { sayEnded } from './shell.js'

const place = document.getElementById('exports')

setInterval(async () => {
  if (document.hidden || place.firstElementChild.getAttribute('data-is') !== 'busy') return
  try {
    const content = await part(place.dataset.part)
    sayTimes(content)
    place.replaceChildren(content)
  } catch (refusal) {
    if (refusal.type === 'unauthorized') sayEnded()
  }
}, 2000)
