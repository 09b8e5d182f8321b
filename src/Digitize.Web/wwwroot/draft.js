// The pages of a letter that is not finished, sealed: whoever is called away in between finds them again.
import { database } from './database.js'
import { seal, unseal } from './vault.js'

const within = database('digitize-letter', ['pages'])
const purpose = 'letters'

/** @typedef {{ key: string, owner: string, place: number, corners: import('./edges.js').Point[], photo: import('./vault.js').Sealed }} DraftPage */

/** @param {string} owner @returns {Promise<{ key: string, photo: Blob, corners: import('./edges.js').Point[] }[]>} In the order of the letter. */
export async function draftOf (owner) {
  /** @type {DraftPage[]} */
  const mine = (await within('pages', 'readonly', (pages) => pages.getAll())).filter((page) => page.owner === owner)
  mine.sort((one, other) => one.place - other.place)
  return await Promise.all(mine.map(async ({ key, photo, corners }) => ({ key, photo: await unseal(owner, purpose, photo), corners })))
}

/** @param {string} owner @param {{ key: string, photo: Blob, corners: import('./edges.js').Point[] }} page @param {number} place */
export async function keepPage (owner, { key, photo, corners }, place) {
  const sealed = await seal(owner, purpose, photo)
  await within('pages', 'readwrite', (pages) => pages.put({ key, owner, place, corners, photo: sealed }))
}

/** Other corners or another place: the photograph stays as it is. @param {{ key: string, corners: import('./edges.js').Point[] }} page @param {number} place */
export async function changePage ({ key, corners }, place) {
  const known = await within('pages', 'readonly', (pages) => pages.get(key))
  if (known) await within('pages', 'readwrite', (pages) => pages.put({ ...known, corners, place }))
}

/** @param {string} key */
export const dropPage = (key) => within('pages', 'readwrite', (pages) => pages.delete(key))
