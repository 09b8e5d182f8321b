// Small pictures of pages, fetched as they come near and two at a time: a browser has six connections to one host,
// and a picture that has to be drawn first takes seconds. All of them at once would keep every search and click waiting.

const atOnce = 2

/** @type {HTMLImageElement[]} */
const queue = []
let running = 0

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const picture = /** @type {HTMLImageElement} */ (target)
    const place = queue.indexOf(picture)
    if (isIntersecting && place < 0) queue.push(picture)
    // What was scrolled past before its turn came does not hold up what is seen now.
    if (!isIntersecting && place >= 0) queue.splice(place, 1)
  }
  next()
}, { rootMargin: '300px' })

function next () {
  while (running < atOnce && queue.length > 0) {
    const picture = queue.shift()
    near.unobserve(picture)
    if (!picture.isConnected) continue
    running++
    const done = () => { running--; next() }
    picture.addEventListener('load', done, { once: true })
    picture.addEventListener('error', () => { picture.hidden = true; done() }, { once: true })
    picture.src = picture.dataset.src
  }
}

/** @param {ParentNode} within */
export function watchThumbnails (within) {
  for (const picture of within.querySelectorAll('img[data-src]:not([src])')) near.observe(picture)
}
