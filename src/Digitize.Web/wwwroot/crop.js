// The corners of a page on its photograph: dragged by finger or mouse, moved by arrow keys.
import { isBulging } from './edges.js'
import { turned, whole } from './flatten.js'

/** @typedef {import('./edges.js').Point} Point */

/** Of the photograph, for one press of an arrow key; a tenth of it with Shift. */
const step = 0.01

export class Crop {
  /** @param {HTMLElement} place With an image, a polygon and four buttons. @param {() => void} changed */
  constructor (place, changed) {
    this.place = place
    this.picture = place.querySelector('img')
    this.frame = place.querySelector('polygon')
    this.handles = /** @type {HTMLElement[]} */ ([...place.querySelectorAll('[data-corner]')])
    this.changed = changed
    /** @type {Point[]} In the order of the page: the first is its top left, however the photograph lies. */
    this.corners = [...whole]
    for (const [index, handle] of this.handles.entries()) {
      handle.addEventListener('pointerdown', (event) => this.drag(event, index))
      handle.addEventListener('keydown', (event) => this.press(event, index))
    }
  }

  /** @param {Blob} photo @param {Point[]} corners */
  show (photo, corners) {
    URL.revokeObjectURL(this.picture.src)
    this.picture.src = URL.createObjectURL(photo)
    this.corners = corners.map((corner) => ({ ...corner }))
    this.draw()
  }

  hide () {
    URL.revokeObjectURL(this.picture.src)
    this.picture.removeAttribute('src')
  }

  turn () {
    this.corners = turned(this.corners)
    this.draw()
    this.changed()
  }

  takeWhole () {
    // However it was turned, it stays so.
    const first = this.corners.indexOf([...this.corners].sort((one, other) => one.x + one.y - other.x - other.y)[0])
    this.corners = this.corners.map((_, index) => ({ ...whole[(index - first + 4) % 4] }))
    this.draw()
    this.changed()
  }

  draw () {
    this.frame.setAttribute('points', this.corners.map(({ x, y }) => `${x},${y}`).join(' '))
    for (const [index, { x, y }] of this.corners.entries()) {
      this.handles[index].style.left = `${x * 100}%`
      this.handles[index].style.top = `${y * 100}%`
    }
  }

  /** Not over another corner: a page is no bow. @param {number} index @param {number} x @param {number} y */
  move (index, x, y) {
    const wanted = this.corners.map((corner, each) => each === index ? { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) } : corner)
    if (!isBulging(wanted)) return
    this.corners = wanted
    this.draw()
  }

  /** @param {PointerEvent} event @param {number} index */
  drag (event, index) {
    event.preventDefault()
    const handle = this.handles[index]
    handle.focus()
    handle.setPointerCapture(event.pointerId)
    const moves = (/** @type {PointerEvent} */ moved) => {
      const box = this.picture.getBoundingClientRect()
      this.move(index, (moved.clientX - box.left) / box.width, (moved.clientY - box.top) / box.height)
    }
    const ends = () => {
      handle.removeEventListener('pointermove', moves)
      this.changed()
    }
    handle.addEventListener('pointermove', moves)
    handle.addEventListener('lostpointercapture', ends, { once: true })
  }

  /** @param {KeyboardEvent} event @param {number} index */
  press (event, index) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!way) return
    event.preventDefault()
    const far = event.shiftKey ? step / 10 : step
    this.move(index, this.corners[index].x + way[0] * far, this.corners[index].y + way[1] * far)
    this.changed()
  }
}
