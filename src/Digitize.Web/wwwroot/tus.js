// Sends one file by tus 1.0.0, in pieces, and goes on where it was cut off: after a broken line, and after the page was closed.
import { Refusal } from './api.js'
import { language, say } from './say.js'

const endpoint = '/api/v1/uploads'

/** Large enough that the answers between do not slow it, small enough that a bad line loses little. */
const pieceLength = 8 * 1024 * 1024

/** Of the waits between attempts, in milliseconds; the last one is kept to. */
const waits = [500, 1000, 2000, 4000, 8000, 15000]

/** What passes by itself: the line, a busy service, too many uploads at once. @param {Refusal} refusal */
const passes = (refusal) => refusal.type === 'away' || refusal.type === 'too-many-uploads' || refusal.type === 'too-many-requests' || (refusal.status >= 500 && refusal.type !== 'no-space' && refusal.type !== 'no-document')

/**
 * @typedef {object} Journey
 * @property {Blob} file
 * @property {string} name
 * @property {{ title?: string, tags?: string[] }} about What is known of it already.
 * @property {string} owner Whose it is: the service refuses it from anybody else who has signed in here meanwhile.
 * @property {string | null} url Where an earlier attempt had begun; null at the beginning.
 * @property {(url: string) => unknown} begun Told once there is a place to go on from.
 * @property {(sent: number) => void} sent Bytes that have left, of all.
 * @property {(isWaiting: boolean) => void} waits Whether the line is waited for.
 * @property {AbortSignal} signal
 */

/**
 * @param {Journey} journey
 * @returns {Promise<string>} The address of the document.
 * @throws {Refusal} The service does not want it; trying again by itself is of no use.
 */
export async function send (journey) {
  let { url } = journey
  for (let failures = 0; ;) {
    try {
      let offset = 0
      if (url) {
        const known = await request('HEAD', url, journey, {})
        offset = Number(known.getResponseHeader('Upload-Offset'))
        if (known.getResponseHeader('Digitize-Document')) return known.getResponseHeader('Digitize-Document')
        if (offset === journey.file.size) throw withoutDocument()
      } else {
        const made = await request('POST', endpoint, journey, { 'Upload-Length': String(journey.file.size), 'Upload-Metadata': metadataOf(journey) })
        url = made.getResponseHeader('Location')
        await journey.begun(url)
      }

      journey.waits(false)
      while (true) {
        const piece = journey.file.slice(offset, offset + pieceLength)
        const answer = await request('PATCH', url, journey, { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }, piece, offset)
        failures = 0
        offset = Number(answer.getResponseHeader('Upload-Offset'))
        journey.sent(offset)
        if (answer.getResponseHeader('Digitize-Document')) return answer.getResponseHeader('Digitize-Document')
        if (offset === journey.file.size) throw withoutDocument()
      }
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      if (refusal.type === 'upload-gone' || (refusal.status === 404 && url)) url = null
      else if (refusal.type !== 'upload-offset-conflict' && !passes(refusal)) throw refusal
      journey.waits(true)
      await pause(waits[Math.min(failures++, waits.length - 1)], journey.signal)
    }
  }
}

/** All has arrived, and no document is named: something between us and the service has taken the header away, and sending more does not bring it back. */
const withoutDocument = () => new Refusal(say('Everything arrived, but the answer does not say what became of it. Look into the list before you send it again.', 'Alles ist angekommen, aber die Antwort sagt nicht, was daraus wurde. Sehen Sie in die Liste, bevor Sie es noch einmal senden.'), 'no-document', 502)

/**
 * By XMLHttpRequest, which tells how much of a body has left.
 * @param {string} method @param {string} url @param {Journey} journey @param {Record<string, string>} headers @param {Blob} [body] @param {number} [offset]
 * @returns {Promise<XMLHttpRequest>}
 */
function request (method, url, journey, headers, body, offset = 0) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    const ends = () => call.abort()
    call.open(method, url)
    for (const [name, value] of Object.entries({ 'Tus-Resumable': '1.0.0', 'Accept-Language': language, 'Digitize-For': journey.owner, ...headers })) call.setRequestHeader(name, value)
    if (body) call.upload.addEventListener('progress', (event) => journey.sent(offset + event.loaded))
    call.addEventListener('load', () => call.status < 400 ? resolve(call) : reject(refusalOf(call)))
    call.addEventListener('error', () => reject(new Refusal(say('The line is broken.', 'Die Leitung ist unterbrochen.'), 'away', 0)))
    call.addEventListener('abort', () => reject(journey.signal.reason))
    call.addEventListener('loadend', () => journey.signal.removeEventListener('abort', ends))
    journey.signal.addEventListener('abort', ends)
    call.send(body)
  })
}

/** @param {XMLHttpRequest} call */
function refusalOf (call) {
  try {
    const problem = JSON.parse(call.responseText)
    return new Refusal(problem.title, String(problem.type).split(':').pop(), call.status)
  } catch {
    // The answer to HEAD has no body; a proxy's has no problem in it.
    return new Refusal(say('Something went wrong on our side; please try again.', 'Bei uns ist etwas schiefgegangen; bitte noch einmal versuchen.'), call.status === 410 ? 'upload-gone' : call.status === 401 ? 'unauthorized' : 'unknown', call.status)
  }
}

/** Ends early when the line is back. @param {number} milliseconds @param {AbortSignal} signal */
function pause (milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const ends = () => { clearTimeout(timer); removeEventListener('online', goes); reject(signal.reason) }
    const goes = () => { clearTimeout(timer); removeEventListener('online', goes); signal.removeEventListener('abort', ends); resolve(undefined) }
    const timer = setTimeout(goes, milliseconds)
    addEventListener('online', goes)
    signal.addEventListener('abort', ends)
  })
}

/** @param {Journey} journey */
const metadataOf = ({ name, about: { title, tags = [] } }) => Object.entries({ filename: name, title, tags: tags.join(',') }).filter(([, value]) => value).map(([key, value]) => `${key} ${base64(value)}`).join(',')

/** @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
