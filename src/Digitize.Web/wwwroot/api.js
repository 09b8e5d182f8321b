// Asks the service, and says what came of it in the person's language.
import { language, say } from './say.js'

/** A “no” of the service, or no answer at all. Its message is for people. */
export class Refusal extends Error {
  /** @param {string} message @param {string} type The name of the problem; `away` when nothing answered. @param {number} status */
  constructor (message, type, status) {
    super(message)
    this.type = type
    this.status = status
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{ body?: BodyInit, json?: unknown, headers?: Record<string, string>, signal?: AbortSignal }} [with_]
 * @returns {Promise<Response>} Of an answer that is no refusal.
 * @throws {Refusal}
 */
export async function ask (method, path, with_ = {}) {
  const headers = { 'Accept-Language': language, ...with_.headers }
  if (with_.json !== undefined) headers['Content-Type'] = 'application/json'
  let response
  try {
    response = await fetch(path, { method, headers, body: with_.json === undefined ? with_.body : JSON.stringify(with_.json), signal: with_.signal, redirect: 'error' })
  } catch (cause) {
    if (with_.signal?.aborted) throw cause
    throw new Refusal(say('The service cannot be reached right now.', 'Der Dienst ist gerade nicht erreichbar.'), 'away', 0)
  }

  if (!response.ok) throw await refusalOf(response)
  return response
}

/** @param {Response} response */
export async function refusalOf (response) {
  const problem = await response.json().catch(() => ({}))
  const sentence = problem.title ?? say('Something went wrong on our side; please try again.', 'Bei uns ist etwas schiefgegangen; bitte noch einmal versuchen.')
  return new Refusal(sentence, String(problem.type ?? '').split(':').pop() || 'unknown', response.status)
}

/** A part of a page. @param {string} path @param {AbortSignal} [signal] @returns {Promise<DocumentFragment>} */
export async function part (path, signal) {
  const template = document.createElement('template')
  template.innerHTML = await (await ask('GET', path, { signal })).text()
  return template.content
}
