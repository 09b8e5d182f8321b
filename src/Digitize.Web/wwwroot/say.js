// Words in the language of the page, both side by side, as the server's screens have them.

export const language = document.documentElement.lang === 'de' ? 'de' : 'en'

/** @param {string} english @param {string} german */
export const say = (english, german) => language === 'de' ? german : english

/** @param {number} number */
export const figure = (number) => number.toLocaleString(language)

/**
 * @param {number} bytes
 * @returns {string} Such as “4.2 MB”.
 */
export function size (bytes) {
  const megabytes = bytes / 1e6
  return megabytes >= 1 ? `${megabytes.toLocaleString(language, { maximumFractionDigits: 1 })} MB` : `${Math.max(1, Math.round(bytes / 1000)).toLocaleString(language)} kB`
}

/**
 * @param {number} seconds
 * @returns {string} Such as “about 3 minutes”.
 */
export function duration (seconds) {
  if (seconds < 60) return say('less than a minute', 'weniger als eine Minute')
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return minutes === 1 ? say('about a minute', 'etwa eine Minute') : say(`about ${minutes} minutes`, `etwa ${minutes} Minuten`)
  return say(`about ${Math.round(minutes / 60)} hours`, `etwa ${Math.round(minutes / 60)} Stunden`)
}

/** Says every time of a part of the page in the reader's own zone: relative under a day, the whole instant on hover. @param {ParentNode} within */
export function sayTimes (within) {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (within.querySelectorAll('time[data-live]'))) {
    const at = new Date(time.dateTime)
    const seconds = (at.getTime() - Date.now()) / 1000
    time.title = at.toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' })
    const age = Math.abs(seconds)
    time.textContent = age < 60 ? say('just now', 'gerade eben')
      : age < 3600 ? relative.format(Math.trunc(seconds / 60), 'minute')
        : age < 86400 ? relative.format(Math.trunc(seconds / 3600), 'hour')
          : at.toLocaleDateString(language, { day: 'numeric', month: language === 'de' ? 'long' : 'short', year: 'numeric' })
  }
}
