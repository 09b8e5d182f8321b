// What was decided in a review on its way to the service: one page after another, each once the document rests.
// When somebody else has changed the same words meanwhile, nothing is written over: it is told.
import { ask } from './api.js'
import { language, say } from './say.js'

/**
 * @typedef {{ word: number, before: string, box: number[], text: string }} Decision What it was and where it stood tells whether it is still that word.
 * @typedef {{ letter: { document: string, title: string, version: number }, page: number, words: Decision[], reason?: string }} Change
 */

/** Between two looks whether a document rests again. */
const pause = 700

/** @param {number} milliseconds */
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * @param {() => void} moved Called whenever something was sent.
 * @param {(lost: Change) => void} conflicted
 */
export function changesOf (moved, conflicted) {
  /** @type {Change[]} */
  const waiting = []
  let isSending = false

  async function work () {
    if (isSending) return
    isSending = true
    while (waiting.length > 0) {
      const change = waiting[0]
      let lost = null
      try {
        lost = await send(change) ? null : change
      } catch (refusal) {
        if (refusal.type === 'away' || refusal.status >= 500 || refusal.status === 429) {
          await wait(5 * pause)
          continue
        }
        lost = { ...change, reason: refusal.message }
      }
      waiting.shift()
      if (lost) conflicted(lost)
      moved()
    }
    isSending = false
    moved()
  }

  return {
    /** @param {Change['letter']} letter @param {number} page @param {Decision[]} words */
    add (letter, page, words) {
      waiting.push({ letter, page, words })
      work()
    },
    waiting: () => waiting.length,
    /** The page is being left: what waits goes without being waited for. */
    hurry () {
      for (const { letter, page, words } of waiting) {
        fetch(addressOf(letter, page), { method: 'PATCH', keepalive: true, headers: { 'Content-Type': 'application/json', 'Accept-Language': language }, body: bodyOf(letter, words) })
      }
      waiting.length = 0
    },
  }
}

const addressOf = (letter, page) => `/api/v1/documents/${letter.document}/pages/${page}/words`

const bodyOf = (letter, words) => JSON.stringify({ basedOn: letter.version, words: words.map(({ word, text }) => ({ word, text })) })

/** @param {Change} change @returns {Promise<boolean>} False when the words are others by now. */
async function send (change) {
  const { letter, page, words } = change
  for (;;) {
    try {
      await ask('PATCH', addressOf(letter, page), { body: bodyOf(letter, words), headers: { 'Content-Type': 'application/json' } })
      return true
    } catch (refusal) {
      if (refusal.type !== 'other-version' && refusal.type !== 'wrong-state') throw refusal
    }

    // Either our own change of another page is being made, or somebody else was faster.
    const { document } = await (await ask('GET', `/api/v1/documents/${letter.document}`)).json()
    if (['received', 'recognizing', 'assembling'].includes(document.state)) {
      await wait(pause)
      continue
    }
    if (document.state !== 'completed') throw Object.assign(new Error(say(`“${letter.title}” cannot be changed any more.`, `„${letter.title}“ lässt sich nicht mehr ändern.`)), { status: 409, type: 'wrong-state' })
    if (document.version === letter.version) {
      await wait(pause)
      continue
    }
    const now = await (await ask('GET', `/api/v1/documents/${letter.document}/pages/${page}?version=${document.version}`)).json()
    const texts = now.lines.flatMap((line) => line.words)
    letter.version = document.version
    if (words.some(({ word, before, box }) => texts[word - 1]?.text !== before || texts[word - 1].box.join() !== box.join())) return false
  }
}
