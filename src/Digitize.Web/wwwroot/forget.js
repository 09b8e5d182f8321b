// Whoever signs out leaves nothing in the browser that can be had again: files that wait are on his disk. Letters that were scanned are nowhere else, and stay sealed.
import { leave, person } from './device.js'
import { say } from './say.js'
import { dropAll } from './kept.js'
import * as waiting from './waiting.js'

/** @returns {Promise<boolean>} Whether he still wants to. */
export async function forget () {
  const files = await waiting.all()
  const letters = files.filter((file) => file.sealed && file.owner === person()).length
  if (letters > 0 && !confirm(letters === 1
    ? say('One letter has not been sent yet. It stays on this device, encrypted, until you sign in here again. Sign out?', 'Ein Brief ist noch nicht gesendet. Er bleibt verschlüsselt auf diesem Gerät, bis Sie sich hier wieder anmelden. Abmelden?')
    : say(`${letters} letters have not been sent yet. They stay on this device, encrypted, until you sign in here again. Sign out?`, `${letters} Briefe sind noch nicht gesendet. Sie bleiben verschlüsselt auf diesem Gerät, bis Sie sich hier wieder anmelden. Abmelden?`))) return false
  for (const file of files) if (!file.sealed) await waiting.drop(file.key)
  if (person()) await dropAll(person())
  leave()
  return true
}
