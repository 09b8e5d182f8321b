// Whose device this is right now, and what the worker has to know of it. A page that came without the line names nobody: then it is whoever was signed in last.

const slot = 'digitize-person'
const named = document.body.dataset.owner || null

/** @returns {string | null} As the pages of a signed-in person name him; null for nobody. */
export const person = () => named ?? localStorage.getItem(slot)

/** Whether nobody else has signed in on this device since this page was made. */
export const isCurrent = () => localStorage.getItem(slot) === person()

/** Whether the page came from the server for somebody, and did not come out of the device. */
export const isSignedIn = named !== null

/** Nobody any more: he signs out. */
export const leave = () => localStorage.removeItem(slot)

/** A page out of the device has to look like the others. */
async function leaveChoices () {
  const { lang, dataset } = document.documentElement
  const cache = await caches.open('digitize-choices')
  await cache.put('/digitize-choices', new Response(JSON.stringify({ language: lang, theme: dataset.theme })))
}

if (isSignedIn) {
  localStorage.setItem(slot, named)
  if ('serviceWorker' in navigator) {
    // A browser that forbids it has the screens as before, with the line.
    navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' }).then(leaveChoices).catch(() => {})
  }
}
