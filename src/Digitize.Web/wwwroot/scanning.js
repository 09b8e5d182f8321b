// Asks the worker beside the page.

const worker = new Worker(new URL('./scan-worker.js', import.meta.url), { type: 'module' })

/** @type {Map<number, { resolve: (result: any) => void, reject: (cause: Error) => void }>} */
const asked = new Map()
let last = 0

worker.addEventListener('message', ({ data }) => {
  const waiting = asked.get(data.id)
  asked.delete(data.id)
  if ('failure' in data) waiting.reject(new Error(data.failure))
  else waiting.resolve(data.result)
})

/** @param {string} task @param {object} what */
const ask = (task, what) => new Promise((resolve, reject) => {
  asked.set(++last, { resolve, reject })
  worker.postMessage({ id: last, task, ...what })
})

/** @param {Blob} page @returns {Promise<string[]>} What its bars say. */
export const barsOf = (page) => ask('bars', { page })

/** @param {ImageData} picture A small one. @returns {Promise<import('./edges.js').Point[] | null>} */
export const findSheet = (picture) => ask('find', { picture })

/**
 * @param {Blob} photo
 * @param {import('./edges.js').Point[] | null} corners Null to look for them.
 * @returns {Promise<{ jpeg: Blob, width: number, height: number, corners: import('./edges.js').Point[], isFound: boolean }>}
 * @throws {Error} The browser cannot read the picture.
 */
export const pageOf = (photo, corners) => ask('page', { photo, corners })
