// The operator's numbers, fetched again every five seconds; how many pages a minute are read is the difference between two looks.
import { part } from './api.js'
import { figure, sayTimes } from './say.js'
import { sayEnded } from './shell.js'

const now = document.getElementById('now')

/** @type {{ pages: number, at: number }[]} Of the last minute. */
const looks = []

function sayRate () {
  const { pages, at } = /** @type {HTMLElement} */ (now.firstElementChild).dataset
  looks.push({ pages: Number(pages), at: Number(at) })
  while (looks.length > 13) looks.shift()
  const [first, last] = [looks[0], looks.at(-1)]
  // A worker that started again counts from nothing.
  if (last.at > first.at && last.pages >= first.pages) now.querySelector('[data-rate]').textContent = figure(Math.round((last.pages - first.pages) * 60000 / (last.at - first.at)))
}

sayRate()
setInterval(async () => {
  if (document.hidden || now.contains(document.activeElement)) return
  try {
    const content = await part(now.dataset.more)
    sayTimes(content)
    now.replaceChildren(content)
    sayRate()
  } catch (refusal) {
    if (refusal.type === 'unauthorized') sayEnded()
  }
}, 5000)
