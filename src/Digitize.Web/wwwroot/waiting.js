// Files that wait to be sent, kept in the browser, so that a reload or a closed tab loses none.
// They go away as soon as they are sent, taken out, or whoever is signed in is somebody else.

/**
 * @typedef {object} WaitingFile
 * @property {number} key
 * @property {string} owner
 * @property {string} name
 * @property {{ title?: string, tags?: string[] }} [about] What its sender has said of it.
 * @property {number} size
 * @property {number} changed When the file was last changed, in milliseconds: tells it from its namesakes.
 * @property {Blob} file
 * @property {string | null} url Where the service has some of it already.
 * @property {'waiting' | 'refused' | 'done'} state
 * @property {string} [reason] Why it was refused.
 * @property {boolean} [mayGoAgain] Whether the service may take it another time.
 * @property {string} [document] What became of it.
 */

/** @returns {Promise<IDBDatabase>} */
const open = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open('digitize-uploads', 1)
  asked.addEventListener('upgradeneeded', () => asked.result.createObjectStore('files', { keyPath: 'key', autoIncrement: true }))
  asked.addEventListener('success', () => {
    // Whoever signs out deletes it, and must not wait for us.
    asked.result.addEventListener('versionchange', () => asked.result.close())
    resolve(asked.result)
  })
  asked.addEventListener('error', () => reject(asked.error))
})

/** @type {Promise<IDBDatabase> | null} */
let database = null

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(files: IDBObjectStore) => IDBRequest<T>} what
 * @returns {Promise<T>}
 */
async function within (mode, what) {
  const transaction = (await (database ??= open())).transaction('files', mode)
  return await new Promise((resolve, reject) => {
    const asked = what(transaction.objectStore('files'))
    transaction.addEventListener('complete', () => resolve(asked.result))
    transaction.addEventListener('error', () => reject(transaction.error))
    transaction.addEventListener('abort', () => reject(transaction.error))
  })
}

/** @returns {Promise<WaitingFile[]>} In the order in which they were added. */
export const all = () => within('readonly', (files) => files.getAll())

/** @param {Omit<WaitingFile, 'key'>} file @returns {Promise<IDBValidKey>} */
export const add = (file) => within('readwrite', (files) => files.add(file))

/** @param {WaitingFile} file */
export const keep = (file) => within('readwrite', (files) => files.put(file))

/** @param {number} key */
export const drop = (key) => within('readwrite', (files) => files.delete(key))
