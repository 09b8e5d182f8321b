// Several photographed pages as one file: a PDF that holds each JPEG as it is. The service takes it out again without loss, and reads it as one letter.

/** The camera does not know how large a sheet is: its longer side counts as that of A4, in points. */
const longSide = 841.89

/** @typedef {{ jpeg: Blob, width: number, height: number }} FlatPage */

/**
 * @param {FlatPage[]} pages
 * @returns {Blob}
 */
export function pdfOf (pages) {
  /** @type {(string | Blob)[]} */
  const parts = []
  /** @type {number[]} Where each object begins. */
  const places = []
  let length = 0
  /** @param {(string | Blob)[]} some */
  const write = (...some) => {
    for (const part of some) length += typeof part === 'string' ? part.length : part.size
    parts.push(...some)
  }
  /** @param {(string | Blob)[]} some */
  const object = (...some) => {
    places.push(length)
    write(`${places.length} 0 obj\n`, ...some, '\nendobj\n')
  }

  write('%PDF-1.7\n')
  object('<< /Type /Catalog /Pages 2 0 R >>')
  object(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${3 + 3 * index} 0 R`).join(' ')}] >>`)
  for (const [index, { jpeg, width, height }] of pages.entries()) {
    const scale = longSide / Math.max(width, height)
    const [across, down] = [(width * scale).toFixed(2), (height * scale).toFixed(2)]
    const drawing = `q ${across} 0 0 ${down} 0 0 cm /Page Do Q`
    const own = 3 + 3 * index
    object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${across} ${down}] /Contents ${own + 1} 0 R /Resources << /XObject << /Page ${own + 2} 0 R >> >> >>`)
    object(`<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`)
    object(`<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.size} >>\nstream\n`, jpeg, '\nendstream')
  }

  const table = length
  write(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n`, ...places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`))
  write(`trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`)
  return new Blob(parts, { type: 'application/pdf' })
}
