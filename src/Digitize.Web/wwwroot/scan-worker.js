// The arithmetic of scanning, beside the page, which stays quick meanwhile.
import { barsOn } from './bars.js'
import { findSheet, small } from './edges.js'
import { flatten, whole } from './flatten.js'

/** Of a photograph, in pixels on its longer side; what has more is made smaller as it is decoded. */
const mostPixels = 4600

/** Of a page, in pixels on its longer side: 300 to the inch of A4, at which the narrowest bars in use have three. */
const barPixels = 3508

const tasks = {
  /** @param {{ picture: import('./edges.js').Picture }} asked */
  find: ({ picture }) => findSheet(picture),

  /** @param {{ page: Blob }} asked */
  async bars ({ page }) {
    const bitmap = await createImageBitmap(page)
    const picture = pixelsOf(bitmap, barPixels)
    bitmap.close()
    return barsOn(picture)
  },

  /** The page of a photograph: between the corners, or those that are found; the whole of it where there are none. @param {{ photo: Blob, corners: import('./edges.js').Point[] | null }} asked */
  async page ({ photo, corners }) {
    const bitmap = await decode(photo)
    const found = corners ?? findSheet(pixelsOf(bitmap, small))
    const { data, width, height } = flatten(pixelsOf(bitmap, mostPixels), found ?? whole)
    bitmap.close()
    const canvas = new OffscreenCanvas(width, height)
    canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0)
    return { jpeg: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.86 }), width, height, corners: found ?? [...whole], isFound: found !== null }
  }
}

/** Upright, as the camera has noted it. @param {Blob} photo */
async function decode (photo) {
  const bitmap = await createImageBitmap(photo)
  const scale = mostPixels / Math.max(bitmap.width, bitmap.height)
  if (scale >= 1) return bitmap
  const smaller = await createImageBitmap(bitmap, { resizeWidth: Math.round(bitmap.width * scale), resizeHeight: Math.round(bitmap.height * scale), resizeQuality: 'high' })
  bitmap.close()
  return smaller
}

/** @param {ImageBitmap} bitmap @param {number} most Pixels of the longer side. */
function pixelsOf (bitmap, most) {
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))]
  const drawing = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  drawing.imageSmoothingQuality = 'high'
  drawing.drawImage(bitmap, 0, 0, width, height)
  return drawing.getImageData(0, 0, width, height)
}

addEventListener('message', async ({ data }) => {
  try {
    postMessage({ id: data.id, result: await tasks[data.task](data) })
  } catch (cause) {
    postMessage({ id: data.id, failure: String(cause) })
  }
})
