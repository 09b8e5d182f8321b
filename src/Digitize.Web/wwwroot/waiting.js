// Files that wait to be sent, kept in the browser, so that a reload or a closed tab loses none.
// They go away as soon as they are sent, taken out, or whoever is signed in is somebody else. Letters that were scanned or shared exist nowhere but here:
// they are sealed, and wait for their own person.
import { database } from './database.js'
import { seal, sealWords, unseal, unsealWords } from './vault.js'

const purpose = 'letters'

/**
 * @typedef {object} WaitingFile
 * @property {number} key
 * @property {string} owner
 * @property {string} name
 * @property {{ title?: string, tags?: string[] }} [about] What its sender has said of it.
 * @property {number} size
 * @property {number} changed When the file was last changed, in milliseconds: tells it from its namesakes.
 * @property {Blob} file Empty for a letter.
 * @property {{ about: import('./vault.js').Sealed, file: import('./vault.js').Sealed }} [sealed] A letter: its name and what was said of it, and its bytes.
 * @property {string | null} url Where the service has some of it already.
 * @property {'waiting' | 'refused' | 'done'} state
 * @property {string} [reason] Why it was refused.
 * @property {boolean} [mayGoAgain] Whether the service may take it another time.
 * @property {string} [document] What became of it.
 */

const within = database('digitize-uploads', ['+files'])

/** @returns {Promise<WaitingFile[]>} In the order in which they were added. */
export const all = () => within('files', 'readonly', (files) => files.getAll())

/** @param {Omit<WaitingFile, 'key'>} file @returns {Promise<IDBValidKey>} */
export const add = (file) => within('files', 'readwrite', (files) => files.add(file))

/** @param {WaitingFile} file */
export const keep = (file) => within('files', 'readwrite', (files) => files.put(file))

/** @param {number} key */
export const drop = (key) => within('files', 'readwrite', (files) => files.delete(key))

/** @param {string} owner @param {File} file @param {{ title?: string, tags?: string[] }} about */
export const sealLetter = async (owner, file, about) => ({
  name: '',
  file: new Blob(),
  sealed: { about: await sealWords(owner, purpose, { name: file.name, about }), file: await seal(owner, purpose, file) }
})

/** @param {WaitingFile} file @returns {Promise<{ name: string, about: { title?: string, tags?: string[] } }>} */
export const sayingOf = async ({ owner, name, about = {}, sealed }) => sealed ? await unsealWords(owner, purpose, sealed.about) : { name, about }

/** @param {WaitingFile} file @returns {Promise<Blob>} */
export const bytesOf = async ({ owner, file, sealed }) => sealed ? await unseal(owner, purpose, sealed.file) : file
