// Sends a file with tus-js-client in pieces, giving up after the second and resuming, and prints the address of the document.
import { createReadStream, statSync } from 'node:fs'
import * as tus from 'tus-js-client'

const [endpoint, path] = process.argv.slice(2)
const headers = { Authorization: `Bearer ${process.env.DIGITIZE_KEY}` }
const options = { endpoint, headers, chunkSize: 65536, uploadSize: statSync(path).size, metadata: { filename: 'letter.pdf', title: 'Sent in pieces' }, retryDelays: [0, 100] }

function send (extra) {
  return new Promise((resolve, reject) => {
    let document
    const upload = new tus.Upload(createReadStream(path), {
      ...options,
      ...extra,
      onAfterResponse: (_, response) => { document = response.getHeader('Digitize-Document') ?? document },
      onError: reject,
      onSuccess: () => resolve({ document }),
      onChunkComplete: (_, sent) => {
        if (!extra.uploadUrl && sent >= 131072) upload.abort().then(() => resolve({ url: upload.url }))
      }
    })
    upload.start()
  })
}

const begun = await send({})
const ended = await send({ uploadUrl: begun.url })
console.log(ended.document)
