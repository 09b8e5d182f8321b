// Files that another application has shared: from the worker's memory into the queue, sealed as letters that were scanned are.
import { person } from './device.js'
import { say } from './say.js'
import { tell } from './shell.js'
import { take } from './uploads.js'

const id = new URL(location.href).searchParams.get('shared')

if (id) {
  history.replaceState(null, '', '/offline')
  const answer = id === 'lost' ? null : await fetch(`/share/${id}`).catch(() => null)
  const form = answer?.ok ? await answer.formData() : null
  const files = form?.getAll('files').filter((file) => file instanceof File && file.size > 0) ?? []
  if (!person()) tell(say('Sign in on this device first, and then share again.', 'Bitte melden Sie sich erst auf diesem Gerät an, und teilen Sie dann noch einmal.'))
  else if (files.length === 0) tell(say('No files arrived. Please share them again.', 'Es kamen keine Dateien an. Bitte teilen Sie sie noch einmal.'))
  else await take(/** @type {File[]} */ (files), {}, true)
}
