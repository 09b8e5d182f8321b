// The page of what is on this device.

const away = document.querySelector('[data-away]')
const sayLine = () => { away.hidden = navigator.onLine && location.pathname === '/offline' }
addEventListener('online', sayLine)
addEventListener('offline', sayLine)
sayLine()
