// A receipt that is shown once, saved as a file.

document.querySelector('[data-saves]').addEventListener('click', (event) => {
  const button = /** @type {HTMLElement} */ (/** @type {Element} */ (event.target).closest('[data-saves]'))
  const text = /** @type {HTMLTextAreaElement} */ (document.getElementById('receipt')).value
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([text], { type: 'application/json' })), download: button.dataset.saves })
  link.click()
  URL.revokeObjectURL(link.href)
})
