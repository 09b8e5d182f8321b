// Adding documents: dropped anywhere, pasted, or chosen. The tray at the bottom right tells how far each file is.
// One tab sends, whichever has the lock; the others tell the same.
import { isCurrent, person } from './device.js'
import { figure, duration, say, size } from './say.js'
import { isWriting, sayEnded, tell } from './shell.js'
import { send } from './tus.js'
import * as waiting from './waiting.js'

/**
 * @typedef {import('./waiting.js').WaitingFile} WaitingFile
 * @typedef {object} Entry One line of the tray.
 * @property {WaitingFile} file
 * @property {string} name @property {{ title?: string, tags?: string[] }} about
 * @property {number} sent @property {boolean} isHeldUp @property {AbortController | null} control
 */

const tray = document.getElementById('tray')
const lines = tray.querySelector('ul')
const target = document.getElementById('target')
const picker = /** @type {HTMLInputElement | null} */ (document.getElementById('picker'))
const most = Number(tray.dataset.most)
const owner = person()
const accepted = /\.(pdf|tiff?|jpe?g|png|webp|bmp|gif|jp2|hei[cf])$/i

/** Files that are sent side by side. */
const atOnce = 2

/** @type {Map<number, Entry>} */
const known = new Map()
const tabs = new BroadcastChannel('digitize-uploads')

// ── Taking files in ──────────────────────────────────────────────────
/**
 * @param {File[]} files
 * @param {{ title?: string, tags?: string[] }} [about] What is known of them already.
 * @param {boolean} [isLetter] There is no other copy: it is sealed, and waits for its person however long that takes.
 * @returns {Promise<boolean>} Whether all of them are in the queue, where a reload does not lose them.
 */
export async function take (files, about = {}, isLetter = false) {
  let isAll = true
  for (const file of files) {
    if ([...known.values()].some((each) => each.file.state === 'waiting' && each.name === file.name && each.file.size === file.size && each.file.changed === file.lastModified)) continue
    const reason = refusalOf(file)
    try {
      const content = isLetter && !reason ? await waiting.sealLetter(owner, file, about) : { name: file.name, about, file: reason ? new Blob() : file }
      await waiting.add(/** @type {any} */ ({ owner, ...content, size: file.size, changed: file.lastModified, url: null, state: reason ? 'refused' : 'waiting', reason: reason ?? undefined }))
    } catch {
      isAll = false
      tell(say(`The browser has no room for “${file.name}”. Send it alone, or free some space.`, `Der Browser hat keinen Platz für „${file.name}“. Senden Sie die Datei allein, oder schaffen Sie Platz.`))
    }
  }
  tabs.postMessage({ is: 'changed' })
  await load()
  work()
  return isAll
}

/** What is known without asking; the service looks at the bytes. @param {File} file @returns {string | null} */
function refusalOf (file) {
  if (file.size === 0) return say('The file is empty.', 'Die Datei ist leer.')
  if (file.size > most) return say(`The file has ${size(file.size)}; up to ${size(most)} are accepted.`, `Die Datei hat ${size(file.size)}; angenommen werden bis ${size(most)}.`)
  if (file.name.includes('.') && !accepted.test(file.name)) return say('This is no scan. PDF, TIFF, JPEG, PNG and other pictures are accepted.', 'Das ist kein Scan. Angenommen werden PDF, TIFF, JPEG, PNG und andere Bilder.')
  return null
}

/** Folders are walked through. @param {DataTransfer} data @returns {Promise<File[]>} */
async function filesOf (data) {
  const entries = [...data.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile())
  return (await Promise.all(entries.map(filesIn))).flat()
}

/** @param {any} entry A file, or what the browser calls an entry. @returns {Promise<File[]>} */
async function filesIn (entry) {
  if (!entry) return []
  if (entry instanceof File) return [entry]
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))]
  const reader = entry.createReader()
  const found = []
  // A folder is told in parts of a hundred.
  for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length;) found.push(...some)
  return (await Promise.all(found.map(filesIn))).flat().filter((file) => !file.name.startsWith('.'))
}

let depth = 0
const hasFiles = (event) => event.dataTransfer?.types.includes('Files')
addEventListener('dragenter', (event) => { if (hasFiles(event)) { depth++; target.hidden = false } })
addEventListener('dragleave', (event) => { if (hasFiles(event) && --depth <= 0) target.hidden = true })
addEventListener('dragover', (event) => { if (hasFiles(event)) event.preventDefault() })
addEventListener('drop', async (event) => {
  depth = 0
  target.hidden = true
  if (!hasFiles(event)) return
  event.preventDefault()
  take(await filesOf(event.dataTransfer))
})
addEventListener('paste', (event) => {
  const files = [...event.clipboardData?.files ?? []]
  if (files.length) take(files.map((file, index) => file.name && file.name !== 'image.png' ? file : new File([file], `${say('Pasted', 'Eingefügt')} ${new Date().toISOString().slice(0, 16).replace('T', ' ')}${index ? ` ${index + 1}` : ''}.png`, { type: file.type, lastModified: Date.now() })))
})
picker?.addEventListener('change', () => {
  take([...picker.files])
  picker.value = ''
})
document.addEventListener('click', (event) => { if (/** @type {Element} */ (event.target).closest('[data-adds]')) picker?.click() })
document.addEventListener('keydown', (event) => { if (event.key === 'u' && !isWriting(event) && !event.ctrlKey && !event.metaKey) picker?.click() })

// ── Sending ──────────────────────────────────────────────────────────
let isSender = false
let running = 0
let began = 0
let leftBehind = 0

/** Whoever has the lock sends, until its page goes away. A page that somebody else has left open does not keep it from us. */
navigator.locks.request(`digitize-uploads ${owner}`, async () => {
  isSender = true
  await load()
  work()
  await new Promise(() => {})
})

function work () {
  if (!isSender) return
  for (const entry of known.values()) {
    if (running >= atOnce) return
    if (entry.file.state === 'waiting' && !entry.control) sendOne(entry)
  }
}

/** @param {Entry} entry */
async function sendOne (entry) {
  running++
  began ||= performance.now()
  entry.control = new AbortController()
  const { file } = entry
  try {
    file.document = await send({
      file: await waiting.bytesOf(file),
      name: entry.name,
      about: entry.about,
      owner,
      url: file.url,
      signal: entry.control.signal,
      begun: (url) => { file.url = url; return waiting.keep(file) },
      sent: (sent) => { leftBehind += Math.max(0, sent - entry.sent); entry.sent = sent; say1(entry) },
      waits: (isHeldUp) => { entry.isHeldUp = isHeldUp; say1(entry) }
    })
    file.state = 'done'
    // The bytes are no longer needed, and nobody else on this device should find them.
    file.file = new Blob()
    if (file.sealed) await waiting.drop(file.key)
    else await waiting.keep(file)
  } catch (refusal) {
    if (refusal.type === 'unauthorized') sayEnded()
    else if (refusal.name === 'OperationError') {
      file.state = 'refused'
      file.reason = say('This letter cannot be opened on this device any more.', 'Dieser Brief lässt sich auf diesem Gerät nicht mehr öffnen.')
    }
    else if (refusal.type) {
      file.state = 'refused'
      file.reason = refusal.message
      file.mayGoAgain = refusal.status >= 500
      await waiting.keep(file)
    }
  }

  entry.control = null
  running--
  if (running === 0) began = leftBehind = 0
  tabs.postMessage({ is: 'changed' })
  sayAll()
  if (file.state !== 'waiting') work()
}

/** @param {Entry} entry */
function say1 (entry) {
  tabs.postMessage({ is: 'sent', key: entry.file.key, sent: entry.sent, isHeldUp: entry.isHeldUp })
  sayAll()
}

tabs.addEventListener('message', async ({ data }) => {
  if (data.is === 'changed') {
    await load()
    work()
  } else {
    const entry = known.get(data.key)
    if (entry) Object.assign(entry, { sent: data.sent, isHeldUp: data.isHeldUp })
    sayAll()
  }
})

// ── The tray ─────────────────────────────────────────────────────────
async function load () {
  const files = await waiting.all()
  const keys = new Set(files.map((file) => file.key))
  for (const [key, entry] of known) {
    // A letter that has been sent is no longer kept, and stays in the tray until somebody has seen it.
    if (keys.has(key) || (entry.file.sealed && entry.file.state === 'done')) continue
    entry.control?.abort()
    known.delete(key)
  }
  for (const file of files) {
    const entry = known.get(file.key)
    if (file.owner !== owner) {
      if (!file.sealed && isCurrent()) await waiting.drop(file.key)
    } else if (!entry) {
      const saying = await waiting.sayingOf(file).catch(() => ({ name: say('A letter', 'Ein Brief'), about: {} }))
      // Whoever looked at the same time may have been quicker, and be sending it already.
      if (!known.has(file.key)) known.set(file.key, { file, ...saying, sent: 0, isHeldUp: false, control: null })
    } else if (!entry.control) entry.file = file
  }
  sayAll()
}

function sayAll () {
  tray.hidden = known.size === 0
  for (const line of lines.querySelectorAll('li')) if (!known.has(Number(line.dataset.key))) line.remove()
  for (const entry of known.values()) sayLine(entry)
  const all = [...known.values()].filter((entry) => entry.file.state !== 'refused')
  const done = all.filter((entry) => entry.file.state === 'done')
  const [whole, sent] = [sum(all.map((entry) => entry.file.size)), sum(all.map((entry) => entry.file.state === 'done' ? entry.file.size : entry.sent))]
  const bar = /** @type {HTMLProgressElement} */ (tray.querySelector('[data-whole]'))
  bar.value = whole ? sent / whole : 0
  bar.hidden = done.length === all.length
  tray.querySelector('[data-sum]').textContent = sentence(all.length, done.length, whole - sent)
}

/** @param {number} all @param {number} done @param {number} left Bytes. */
function sentence (all, done, left) {
  if (all === 0) return say('Not accepted', 'Nicht angenommen')
  if (done === all) return all === 1 ? say('1 document added', '1 Dokument hinzugefügt') : say(`${figure(all)} documents added`, `${figure(all)} Dokumente hinzugefügt`)
  const speed = leftBehind / (performance.now() - began) * 1000
  const rest = began && leftBehind > 1e5 ? `, ${say('done in', 'fertig in')} ${duration(left / speed)}` : ''
  return say(`${figure(done)} of ${figure(all)} sent${rest}`, `${figure(done)} von ${figure(all)} gesendet${rest}`)
}

/** @param {Entry} entry */
function sayLine ({ file, name, sent, isHeldUp, control }) {
  let line = /** @type {HTMLElement | null} */ (lines.querySelector(`[data-key="${file.key}"]`))
  if (!line) {
    line = /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (document.getElementById('tray-line')).content.firstElementChild.cloneNode(true))
    line.dataset.key = String(file.key)
    line.querySelector('.name').textContent = line.title = name
    line.querySelector('progress').setAttribute('aria-label', name)
    lines.append(line)
  }

  line.className = file.state
  line.querySelector('.state').textContent = file.state === 'refused' ? file.reason
    : file.state === 'done' ? say('Sent; it is being read', 'Gesendet; wird gelesen')
      : isHeldUp ? say('Waiting for the line; goes on by itself', 'Wartet auf die Leitung; geht von allein weiter')
        : sent > 0 || control ? say(`${size(sent)} of ${size(file.size)}`, `${size(sent)} von ${size(file.size)}`) : say('Waiting', 'Wartet')
  const bar = line.querySelector('progress')
  bar.value = file.size ? sent / file.size : 0
  bar.hidden = file.state !== 'waiting'
  line.querySelector('[data-again]').toggleAttribute('hidden', !(file.state === 'refused' && file.mayGoAgain))
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((all, number) => all + number, 0)

tray.addEventListener('click', async (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('button'))
  const key = Number(button?.closest('li')?.dataset.key)
  const entry = known.get(key)
  if (!button) return
  if ('again' in button.dataset && entry) {
    await waiting.keep({ ...entry.file, state: 'waiting', reason: undefined, url: null })
  } else if ('drops' in button.dataset && entry) {
    entry.control?.abort()
    await waiting.drop(key)
    if (entry.file.url && entry.file.state === 'waiting') fetch(entry.file.url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => {})
  } else {
    for (const [key, each] of known) {
      if (each.file.state === 'waiting') continue
      await waiting.drop(key)
      known.delete(key)
    }
  }
  tabs.postMessage({ is: 'changed' })
  await load()
  work()
})

load()
