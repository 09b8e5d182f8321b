// The camera at the back of the device, as a live picture and as photographs.
import { small } from './edges.js'
import { findSheet } from './scanning.js'

/** A photograph that takes longer does not come: some cameras never answer. In milliseconds. */
const longestPhoto = 4000

/** @param {HTMLVideoElement} video */
export class Camera {
  /** @param {HTMLVideoElement} video @param {MediaStream} stream */
  constructor (video, stream) {
    this.video = video
    this.stream = stream
    this.canvas = document.createElement('canvas')
  }

  /** @param {HTMLVideoElement} video @throws {DOMException} There is none, or it may not be used. */
  static async open (video) {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException('No camera.', 'NotFoundError')
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 3840 }, height: { ideal: 2160 } } })
    video.srcObject = stream
    await video.play()
    return new Camera(video, stream)
  }

  /** @returns {Promise<Blob>} As large as the camera can: a photograph, or else what the live picture shows. */
  async take () {
    const [track] = this.stream.getVideoTracks()
    if ('ImageCapture' in window && !this.hasNoPhotos) {
      try {
        return await Promise.race([photoOf(new ImageCapture(track)), new Promise((resolve, reject) => setTimeout(() => reject(new Error('No photograph came.')), longestPhoto))])
      } catch {
        this.hasNoPhotos = true
      }
    }
    this.draw(Infinity)
    return await new Promise((resolve, reject) => this.canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error('No picture.')), 'image/jpeg', 0.95))
  }

  /** @returns {Promise<import('./edges.js').Point[] | null>} Where the sheet is right now. */
  async look () {
    const { width, height } = this.draw(small)
    return await findSheet(this.canvas.getContext('2d').getImageData(0, 0, width, height))
  }

  /** @param {number} most Pixels of the longer side. */
  draw (most) {
    const { videoWidth, videoHeight } = this.video
    const scale = Math.min(1, most / Math.max(videoWidth, videoHeight))
    this.canvas.width = Math.max(1, Math.round(videoWidth * scale))
    this.canvas.height = Math.max(1, Math.round(videoHeight * scale))
    this.canvas.getContext('2d', { willReadFrequently: true }).drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height)
    return this.canvas
  }

  close () {
    for (const track of this.stream.getTracks()) track.stop()
    this.video.srcObject = null
  }
}

/** @param {ImageCapture} capture */
async function photoOf (capture) {
  const { imageWidth, imageHeight } = await capture.getPhotoCapabilities()
  return await capture.takePhoto(imageWidth?.max && imageHeight?.max ? { imageWidth: imageWidth.max, imageHeight: imageHeight.max } : {})
}
