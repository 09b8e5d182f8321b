// Parts of a page that are fetched again every few seconds while somebody looks and has no hand on them.
import { part } from './api.js'
import { say, sayTimes } from './say.js'
import { sayEnded, tell } from './shell.js'

let isAway = false

setInterval(async () => {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-renews]'))) {
    if (document.hidden || place.contains(document.activeElement)) continue
    try {
      const content = await part(place.dataset.renews)
      sayTimes(content)
      place.replaceChildren(content)
      isAway = false
    } catch (refusal) {
      if (refusal.type === 'unauthorized') sayEnded()
      else if (!isAway) tell(say('The service does not answer: what is shown is not of now. It is asked again.', 'Der Dienst antwortet nicht: Was hier steht, ist nicht von jetzt. Er wird weiter gefragt.'))
      isAway = refusal.type !== 'unauthorized'
    }
  }
}, 5000)
