// Letters on the device are sealed: AES-GCM under a key of their person, which the browser holds and gives out to nobody, us included.
// What is taken off the disk without the browser's own store of keys says nothing. Whoever sits at the unlocked device as that person can read it.
import { database } from './database.js'

const within = database('digitize-keys', ['keys'])

/** Bytes that are sealed in one go: a letter of many pages does not fit into a phone's memory twice. */
const pieceLength = 4 * 1024 * 1024
const sealLength = 16

/** @typedef {{ start: Uint8Array, content: Blob }} Sealed The start of all nonces, and the pieces one behind the other. */

/** @param {string} owner @param {string} purpose What is sealed under it: keys are dropped each with what they are for. */
async function keyOf (owner, purpose) {
  const name = `${purpose} ${owner}`
  const known = await within('keys', 'readonly', (keys) => keys.get(name))
  if (known) return known.secret
  const secret = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  try {
    await within('keys', 'readwrite', (keys) => keys.add({ key: name, secret }))
    return secret
  } catch {
    // Another tab was quicker, and its key is the one.
    return (await within('keys', 'readonly', (keys) => keys.get(name))).secret
  }
}

/** @param {string} owner @param {string} purpose */
export const dropKey = (owner, purpose) => within('keys', 'readwrite', (keys) => keys.delete(`${purpose} ${owner}`))

/** A piece belongs to one person, one purpose and one place: nothing can be exchanged or left out. */
const rulesOf = (owner, purpose, start, index, count) => {
  const iv = new Uint8Array(12)
  iv.set(start)
  new DataView(iv.buffer).setUint32(8, index)
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${purpose} ${owner} ${index}/${count}`) }
}

/**
 * @param {string} owner @param {string} purpose
 * @param {Blob} plain
 * @returns {Promise<Sealed>}
 */
export async function seal (owner, purpose, plain) {
  const [key, start] = [await keyOf(owner, purpose), crypto.getRandomValues(new Uint8Array(8))]
  const count = Math.max(1, Math.ceil(plain.size / pieceLength))
  const pieces = []
  for (let index = 0; index < count; index++) {
    const piece = await plain.slice(index * pieceLength, (index + 1) * pieceLength).arrayBuffer()
    pieces.push(new Blob([await crypto.subtle.encrypt(rulesOf(owner, purpose, start, index, count), key, piece)]))
  }
  return { start, content: new Blob(pieces) }
}

/**
 * @param {string} owner @param {string} purpose
 * @param {Sealed} sealed
 * @param {string} [type]
 * @returns {Promise<Blob>}
 * @throws {DOMException} It was sealed for somebody else, or is not what it was.
 */
export async function unseal (owner, purpose, { start, content }, type) {
  const key = await keyOf(owner, purpose)
  const count = Math.ceil(content.size / (pieceLength + sealLength))
  const pieces = []
  for (let index = 0; index < count; index++) {
    const piece = await content.slice(index * (pieceLength + sealLength), (index + 1) * (pieceLength + sealLength)).arrayBuffer()
    pieces.push(new Blob([await crypto.subtle.decrypt(rulesOf(owner, purpose, start, index, count), key, piece)]))
  }
  return new Blob(pieces, { type })
}

/** @param {string} owner @param {string} purpose @param {unknown} words */
export const sealWords = (owner, purpose, words) => seal(owner, purpose, new Blob([JSON.stringify(words)]))

/** @param {string} owner @param {string} purpose @param {Sealed} sealed */
export const unsealWords = async (owner, purpose, sealed) => JSON.parse(await (await unseal(owner, purpose, sealed)).text())
