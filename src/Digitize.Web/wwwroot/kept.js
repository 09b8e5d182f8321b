// Documents on the device: sealed for the person who wanted them here. What is in a record in the clear is its id, its version and its size.
import { database } from './database.js'
import { dropKey, seal, sealWords, unseal, unsealWords } from './vault.js'

const within = database('digitize-kept', ['documents', 'files', 'tags'])
const purpose = 'kept'

/**
 * @typedef {object} Kept
 * @property {string} key @property {string} owner @property {string} id
 * @property {number} version
 * @property {number} size Bytes.
 * @property {boolean} isChosen By itself, and not for a tag.
 * @property {import('./vault.js').Sealed} about
 *
 * @typedef {object} About
 * @property {string} title @property {string | null} date @property {string} receivedAt @property {string[]} tags @property {string} languages
 * @property {{ number: number, width: number, height: number, turn: number, hasWords: boolean }[]} pages
 */

const keyOf = (owner, id) => `${owner} ${id}`
const filesOf = (owner, id, version) => `${owner} ${id} ${version} `
const beginning = (prefix) => IDBKeyRange.bound(prefix, prefix + '\uffff')

/** @param {string} owner @returns {Promise<Kept[]>} */
export const all = (owner) => within('documents', 'readonly', (documents) => documents.getAll(beginning(`${owner} `)))

/** @param {string} owner @param {string} id @returns {Promise<Kept | undefined>} */
export const find = (owner, id) => within('documents', 'readonly', (documents) => documents.get(keyOf(owner, id)))

/** @param {Kept} kept @returns {Promise<About>} */
export const aboutOf = ({ owner, about }) => unsealWords(owner, purpose, about)

/** @param {Kept} kept @param {string} name @param {string} type @returns {Promise<Blob | null>} */
export async function fileOf ({ owner, id, version }, name, type) {
  const known = await within('files', 'readonly', (files) => files.get(filesOf(owner, id, version) + name))
  return known ? await unseal(owner, purpose, known.content, type) : null
}

/**
 * In place of what is kept of the document. Until the last file of the new version is there, the old one is read.
 * @param {string} owner @param {string} id @param {number} version @param {boolean} isChosen
 * @param {About} about
 * @param {Map<string, Blob>} contents
 */
export async function put (owner, id, version, isChosen, about, contents) {
  let size = 0
  for (const [name, content] of contents) {
    const sealed = await seal(owner, purpose, content)
    size += sealed.content.size
    await within('files', 'readwrite', (files) => files.put({ key: filesOf(owner, id, version) + name, content: sealed }))
  }
  const record = { key: keyOf(owner, id), owner, id, version, size, isChosen, about: await sealWords(owner, purpose, about) }
  await within('documents', 'readwrite', (documents) => documents.put(record))
  await dropFiles(owner, id, version)
}

/** Title, tags and reason may change without a version. @param {Kept} kept @param {About} about @param {boolean} isChosen */
export async function change (kept, about, isChosen) {
  const sealed = await sealWords(kept.owner, purpose, about)
  await within('documents', 'readwrite', (documents) => documents.put({ ...kept, isChosen, about: sealed }))
}

/** @param {string} owner @param {string} id @param {number} [but] A version that stays. */
async function dropFiles (owner, id, but) {
  const names = await within('files', 'readonly', (files) => files.getAllKeys(beginning(`${owner} ${id} `)))
  for (const name of names) if (but === undefined || !String(name).startsWith(filesOf(owner, id, but))) await within('files', 'readwrite', (files) => files.delete(name))
}

/** @param {string} owner @param {string} id */
export async function drop (owner, id) {
  await within('documents', 'readwrite', (documents) => documents.delete(keyOf(owner, id)))
  await dropFiles(owner, id)
}

/** The key too: what a disk may still have of it says nothing any more. @param {string} owner */
export async function dropAll (owner) {
  await dropKey(owner, purpose)
  for (const store of ['documents', 'files', 'tags']) await within(store, 'readwrite', (records) => records.delete(beginning(`${owner} `)))
}

/** @param {string} owner @returns {Promise<{ key: string, name: string }[]>} Tags whose documents are all kept. */
export async function tags (owner) {
  const known = await within('tags', 'readonly', (some) => some.getAll(beginning(`${owner} `)))
  return await Promise.all(known.map(async ({ key, name }) => ({ key, name: await unsealWords(owner, purpose, name) })))
}

/** @param {string} owner @param {string} name */
export async function putTag (owner, name) {
  const sealed = await sealWords(owner, purpose, name)
  await within('tags', 'readwrite', (some) => some.put({ key: `${owner} ${crypto.randomUUID()}`, name: sealed }))
}

/** @param {string} key */
export const dropTag = (key) => within('tags', 'readwrite', (some) => some.delete(key))
