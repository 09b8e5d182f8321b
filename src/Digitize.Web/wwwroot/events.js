// What happens in the account, as it happens: the service's stream of events. The browser opens it again by itself when the line breaks.

/**
 * @param {(change: { document: string, kind: string }) => void} heard
 * @param {() => void} [missed] When the line was cut: what happened meanwhile has to be looked at.
 */
export function listen (heard, missed) {
  const source = new EventSource('/api/v1/events')
  let wasCut = false
  source.addEventListener('change', (event) => heard(JSON.parse(event.data)))
  source.addEventListener('error', () => { wasCut = true })
  source.addEventListener('open', () => {
    if (wasCut) missed?.()
    wasCut = false
  })
  addEventListener('pagehide', () => source.close())
}
