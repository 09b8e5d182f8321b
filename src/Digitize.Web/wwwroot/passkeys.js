// A new passkey of whoever is signed in: the browser makes it, the service keeps its public half.
import { ask } from './api.js'
import { tellRefusal } from './shell.js'

const form = /** @type {HTMLFormElement} */ (document.getElementById('new-passkey'))

if (window.PublicKeyCredential && 'parseCreationOptionsFromJSON' in PublicKeyCredential) {
  form.hidden = false
  document.getElementById('no-passkeys').hidden = true
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(form))
    try {
      const options = await (await ask('POST', '/api/v1/account/passkeys/options', { json: { password: given.password, code: given.code ?? null } })).json()
      const credential = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }))
      await ask('POST', '/api/v1/account/passkeys', { json: { name: given.name, credential: credential.toJSON() } })
      // Not a reload: the page may be the answer to a form, which would be sent again.
      location.assign(location.pathname)
    } catch (refusal) {
      // Whoever closes the browser's window has changed his mind.
      if (refusal.name !== 'NotAllowedError') tellRefusal(refusal)
    }
  })
}
