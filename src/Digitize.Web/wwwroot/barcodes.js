// Barcodes on a page, by the browser's own finder. Where it has none (it is missing on Linux, Windows and iOS), nothing is offered.

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
  const bitmap = await createImageBitmap(page)
  try {
    const found = await (await (finder ??= finderOf()))?.detect(bitmap) ?? []
    // A comma divides tags, and signs that are not printed are in none.
    return [...new Set(found.map(({ rawValue }) => rawValue.replace(/[\p{C},]+/gu, ' ').trim()).filter((text) => text && text.length <= longest))]
  } catch {
    return []
  } finally {
    bitmap.close()
  }
}
