// What happens in the account, as it happens: the service's stream of events. The browser opens it again by itself when the line breaks.
// An open stream counts as use: whoever has a list before him stays signed in until the session's own end, and is told when that has come.
import { sayEnded, takeBackEnded } from './shell.js'

/** Between attempts once the browser has given up, in milliseconds. */
const pause = 5000

/**
 * @param {(change: { document: string, kind: string }) => void} heard
 * @param {() => void} [missed] When the line was cut: what happened meanwhile has to be looked at.
 */
export function listen (heard, missed) {
  let wasCut = false
  /** @type {EventSource} */
  let source
  const open = () => {
    source = new EventSource('/api/v1/events')
    source.addEventListener('change', (event) => {
      const change = JSON.parse(event.data)
      heard(change)
      dispatchEvent(new CustomEvent('changed-document', { detail: change.document }))
    })
    source.addEventListener('error', () => {
      wasCut = true
      // Refused, and not cut: the browser leaves it at that.
      if (source.readyState === EventSource.CLOSED) seeWhy()
    })
    source.addEventListener('open', () => {
      if (!wasCut) return
      wasCut = false
      takeBackEnded()
      missed?.()
    })
  }

  async function seeWhy () {
    const answer = await fetch('/api/v1/changes?limit=1').catch(() => null)
    if (answer?.status !== 401) return setTimeout(open, pause)
    sayEnded()
    // Who signs in again in another tab comes back to the list as it was, and it goes on.
    addEventListener('focus', open, { once: true })
  }

  open()
  addEventListener('pagehide', () => source.close())
}
