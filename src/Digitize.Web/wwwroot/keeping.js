// Brings documents onto the device and keeps them as they are at the service: newer versions come, and what is gone there goes here.
import { ask, Refusal } from './api.js'
import * as kept from './kept.js'
import { say } from './say.js'

/** Of page pictures: a phone's width at its own sharpness. */
const width = 1200

const api = (id) => `/api/v1/documents/${id}`

/** Whoever shows what is kept looks again. */
const tellOthers = new BroadcastChannel('digitize-kept')
const changed = () => {
  tellOthers.postMessage({})
  dispatchEvent(new CustomEvent('kept'))
}
tellOthers.addEventListener('message', () => dispatchEvent(new CustomEvent('kept')))

/**
 * @param {string} owner @param {string} id
 * @param {boolean} isChosen By itself, and not for a tag.
 * @throws {Refusal} It cannot be kept.
 * @throws {DOMException} The device has no room.
 */
export async function keep (owner, id, isChosen) {
  await bring(owner, id, isChosen)
  // Browsers ask, or decide by themselves; without it they may clear it away when the device is full.
  navigator.storage?.persist?.().catch(() => {})
  changed()
}

/** @param {string} owner @param {string} id */
export async function leave (owner, id) {
  await kept.drop(owner, id)
  changed()
}

/** @param {string} owner */
export async function leaveAll (owner) {
  await kept.dropAll(owner)
  changed()
}

/** @param {string} owner @param {string} id @param {boolean} isChosen */
async function bring (owner, id, isChosen) {
  const { document: now, pages } = await (await ask('GET', api(id))).json()
  const known = await kept.find(owner, id)
  if (isGone(now)) return await kept.drop(owner, id)
  if (now.version === null) {
    if (known) return
    throw new Refusal(say('It has not been read yet. Keep it once it is.', 'Es ist noch nicht gelesen. Danach kann es hier liegen.'), 'not-ready', 409)
  }
  const about = { title: now.title, date: now.date, receivedAt: now.receivedAt, tags: now.tags, languages: now.languages, pages: pages.map((page) => ({ number: page.number, width: page.widthPoints, height: page.heightPoints, turn: page.turn, hasWords: page.hasPlaces })) }
  if (known?.version === now.version) {
    const before = await kept.aboutOf(known)
    return await kept.change(known, { ...about, pages: before.pages }, isChosen || known.isChosen)
  }
  await kept.put(owner, id, now.version, isChosen || known?.isChosen === true, about, await contentsOf(id, now.version, about))
}

/** @param {{ state: string, restriction: unknown }} document */
const isGone = (document) => document.state === 'trashed' || document.restriction !== null

/** @param {string} id @param {number} version @param {import('./kept.js').About} about */
async function contentsOf (id, version, about) {
  const contents = new Map()
  contents.set('pdf', await (await ask('GET', `${api(id)}/pdf?version=${version}`)).blob())
  for (const page of about.pages) {
    contents.set(`page-${page.number}`, await (await ask('GET', `${api(id)}/pages/${page.number}/picture?version=${version}&width=${width}`)).blob())
    if (page.hasWords) contents.set(`words-${page.number}`, await (await ask('GET', `${api(id)}/pages/${page.number}?version=${version}`)).blob())
  }
  return contents
}

/** Looks at one document again, where it is kept. @param {string} owner @param {string} id */
export async function look (owner, id) {
  const known = await kept.find(owner, id)
  if (!known) return
  try {
    await bring(owner, id, known.isChosen)
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || ![404, 403, 409].includes(refusal.status)) throw refusal
    // Gone there, taken from us, or restricted: then it is not for us here either. What cannot be drawn at the moment is another matter.
    if (refusal.type === 'not-found' || refusal.type === 'restricted' || refusal.type === 'forbidden') await kept.drop(owner, id)
  }
  changed()
}

/** Looks at all of them, and at what the tags that are kept have now. @param {string} owner @returns {Promise<void>} */
export const lookAtAll = (owner) => navigator.locks.request('digitize-kept', { ifAvailable: true }, async (lock) => {
  if (!lock) return
  const tagged = new Set()
  for (const { name } of await kept.tags(owner)) for (const id of await idsOf(name)) tagged.add(id)
  for (const { id, isChosen } of await kept.all(owner)) {
    if (isChosen || tagged.has(id)) await look(owner, id)
    else await kept.drop(owner, id)
  }
  for (const id of tagged) if (!await kept.find(owner, id)) await bring(owner, id, false)
  changed()
})

/** @param {string} tag @returns {Promise<string[]>} */
async function idsOf (tag) {
  const found = []
  for (let after = ''; after !== null;) {
    const list = await (await ask('GET', `/api/v1/documents?state=completed&limit=100&tag=${encodeURIComponent(tag)}${after && `&after=${encodeURIComponent(after)}`}`)).json()
    found.push(...list.documents.map((each) => each.id))
    after = list.next
  }
  return found
}

/** @param {string} owner @param {string} name */
export async function keepTag (owner, name) {
  await kept.putTag(owner, name)
  await lookAtAll(owner)
}

/** @param {string} owner @param {string} key */
export async function leaveTag (owner, key) {
  await kept.dropTag(key)
  await lookAtAll(owner)
}
