// Signing in with a passkey, where the browser has that.
import { ask } from './api.js'
import { tellRefusal } from './shell.js'

const button = /** @type {HTMLButtonElement} */ (document.getElementById('passkey'))

if (window.PublicKeyCredential && 'parseRequestOptionsFromJSON' in PublicKeyCredential) {
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      const options = await (await ask('POST', '/api/v1/session/passkey/options')).json()
      const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
      await ask('POST', '/api/v1/session/passkey', { json: { credential: credential.toJSON() } })
      location.assign(button.dataset.to)
    } catch (refusal) {
      // Whoever closes the browser's window has changed his mind.
      if (refusal.name !== 'NotAllowedError') tellRefusal(refusal)
    }
  })
}
