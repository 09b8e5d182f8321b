// What works without the line. The server puts in front of this text where the files of its version are (`root`, `files`), so that each version is another worker.
// Kept by it: files that are the same for everyone, and two pages that were asked for without a cookie. What a signed-in person sees is never kept here.
/* global root, files */

const prefix = 'digitize-files-'
const current = prefix + root.split('/')[2]
const shells = ['/capture', '/offline']
const languages = ['de', 'en']

/** Where the pages leave language and colors: a worker sees no cookie. */
const choices = '/digitize-choices'

addEventListener('install', (event) => {
  event.waitUntil(fill())
  // At once: whatever is open goes on with the files of its own version, which stay for one version more.
  skipWaiting()
})

async function fill () {
  const cache = await caches.open(current)
  try {
    await cache.addAll(files.map((file) => root + file))
    for (const shell of shells) for (const language of languages) await cache.put(`${shell}?language=${language}`, await strangersPage(shell, language))
  } catch (cause) {
    await caches.delete(current)
    throw cause
  }
}

/** @param {string} address @param {string} language */
async function strangersPage (address, language) {
  const answer = await fetch(address, { credentials: 'omit', headers: { 'Accept-Language': language }, cache: 'no-store', redirect: 'error' })
  const page = await answer.text()
  // The server was replaced while we asked: a page and files of two versions do not go together. The next look begins anew.
  if (!answer.ok || !page.includes(root)) throw new Error('The page belongs to another version.')
  return pageOf(page, answer)
}

/** @param {string} page @param {Response} answer */
const pageOf = (page, answer) => new Response(page, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': answer.headers.get('Content-Security-Policy') } })

addEventListener('activate', (event) => event.waitUntil((async () => {
  const mine = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== current)
  // The newest of the old ones is for pages that are still open.
  await Promise.all(mine.slice(0, -1).map((name) => caches.delete(name)))
  await registration.navigationPreload?.enable()
  await clients.claim()
})()))

addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (address.origin !== location.origin) return
  if (request.method === 'POST' && address.pathname === '/share') event.respondWith(receive(event))
  else if (request.method === 'GET' && address.pathname.startsWith('/share/')) event.respondWith(handOver(address.pathname.split('/')[2]))
  else if (request.method === 'GET' && address.pathname.startsWith('/assets/')) event.respondWith(fileOf(request))
  else if (request.method === 'GET' && request.mode === 'navigate') event.respondWith(page(event, address))
})

/** @param {Request} request */
const fileOf = async (request) => await caches.match(request) ?? fetch(request)

/** @param {FetchEvent} event @param {URL} address */
async function page (event, address) {
  try {
    return await event.preloadResponse ?? await fetch(event.request)
  } catch {
    return await shellOf(shells.includes(address.pathname) ? address.pathname : '/offline')
  }
}

/** @param {string} path */
async function shellOf (path) {
  const chosen = await (await caches.match(choices))?.json()
  const language = languages.includes(chosen?.language) ? chosen.language : navigator.language.startsWith('de') ? 'de' : 'en'
  const theme = ['light', 'dark'].includes(chosen?.theme) ? chosen.theme : 'auto'
  const kept = await caches.match(`${path}?language=${language}`, { cacheName: current })
  if (!kept) return Response.error()
  return pageOf((await kept.text()).replace('data-theme="auto"', `data-theme="${theme}"`), kept)
}

// ── Files from other applications ─────────────────────────────────────
/** How long the page may take to fetch them, in milliseconds. */
const longestStay = 60000

/** In memory only, until the page has sealed them: nothing lies about in the clear. The application that shares has them still. @type {Map<string, { form: FormData, taken: () => void }>} */
const shared = new Map()

/** @param {FetchEvent} event */
async function receive (event) {
  const id = crypto.randomUUID()
  const form = await event.request.formData()
  const stays = new Promise((resolve) => {
    shared.set(id, { form, taken: () => resolve(undefined) })
    setTimeout(resolve, longestStay)
  })
  event.waitUntil(stays.then(() => shared.delete(id)))
  return Response.redirect(`/offline?shared=${id}`, 303)
}

/** @param {string} id */
async function handOver (id) {
  const known = shared.get(id)
  known?.taken()
  return known ? new Response(known.form) : new Response(null, { status: 404 })
}
