// Barcodes on a page, by the browser's own finder. Where it has none (on Linux and Windows, on iOS, in Firefox), our own reads Code 128 and EAN-13.
import { barsOf } from './scanning.js'

/** As long as a tag may be. */
const longest = 100

/** @type {Promise<any> | null} */
let finder = null

/** @returns {Promise<any>} Null where the browser finds no barcodes. */
const finderOf = async () => {
  if (!('BarcodeDetector' in window)) return null
  const formats = await window.BarcodeDetector.getSupportedFormats()
  return formats.length ? new window.BarcodeDetector({ formats }) : null
}

/** @param {Blob} page @returns {Promise<string[]>} What they say, as titles and tags can have it. */
export async function barcodesOn (page) {
  try {
    const own = await (finder ??= finderOf())
    const found = own ? await detect(own, page) : await barsOf(page)
    // A comma divides tags, and signs that are not printed are in none.
    return [...new Set(found.map((text) => text.replace(/[\p{C},]+/gu, ' ').trim()).filter((text) => text && text.length <= longest))]
  } catch {
    return []
  }
}

/** @param {any} own @param {Blob} page @returns {Promise<string[]>} */
async function detect (own, page) {
  const bitmap = await createImageBitmap(page)
  try {
    return (await own.detect(bitmap)).map(({ rawValue }) => rawValue)
  } finally {
    bitmap.close()
  }
}
