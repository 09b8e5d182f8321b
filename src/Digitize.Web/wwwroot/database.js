// What the browser keeps of its own: records under a key, a store at a time.

/**
 * @param {string} name
 * @param {string[]} stores Each with records that say their own `key`; one that begins with `+` gives the keys itself.
 * @returns {<T>(store: string, mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>) => Promise<T>} Done once it is on the disk.
 */
export function database (name, stores) {
  /** @returns {Promise<IDBDatabase>} */
  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1)
    asked.addEventListener('upgradeneeded', () => { for (const store of stores) asked.result.createObjectStore(store.replace('+', ''), { keyPath: 'key', autoIncrement: store.startsWith('+') }) })
    asked.addEventListener('success', () => {
      // Whoever deletes it must not wait for us.
      asked.result.addEventListener('versionchange', () => { asked.result.close(); opening = null })
      resolve(asked.result)
    })
    asked.addEventListener('error', () => reject(asked.error))
  })

  /** @type {Promise<IDBDatabase> | null} */
  let opening = null
  return async (store, mode, what) => {
    const transaction = (await (opening ??= open())).transaction(store, mode, { durability: 'strict' })
    return await new Promise((resolve, reject) => {
      const asked = what(transaction.objectStore(store))
      transaction.addEventListener('complete', () => resolve(asked.result))
      transaction.addEventListener('error', () => reject(transaction.error))
      transaction.addEventListener('abort', () => reject(transaction.error))
    })
  }
}
