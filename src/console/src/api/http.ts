import createClient, { type Middleware } from 'openapi-fetch'
import { base } from './base'
import { asProblem } from './problem'
import type { paths } from './schema'
import { touches } from './touches'

/** What the page tells the client and hears from it; held here because headers are added here alone. */
interface Wires {
  csrf: string
  /** Called when a request that needs a login is told there is none, with the refusal's code. */
  onSignedOut: (code: string) => void
  /** Called with the position the server's log had after a command. */
  onSequence: (sequence: number) => void
}

export const wires: Wires = { csrf: '', onSignedOut: () => undefined, onSequence: () => undefined }

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
const withoutLogin = new Set(['/api/sign-in', '/api/setup', '/api/me'])

const rules: Middleware = {
  onRequest({ request }) {
    // What the page asks by itself keeps no sign-in alive.
    if (touches.attended()) touches.tell()
    else request.headers.set('Mesh-Unattended', '1')
    if (safe.has(request.method)) return
    request.headers.set('Idempotency-Key', crypto.randomUUID())
    if (wires.csrf) request.headers.set('Mesh-Csrf', wires.csrf)
  },
  async onResponse({ response, schemaPath }) {
    const sequence = Number(response.headers.get('Mesh-Sequence'))
    if (sequence > 0) wires.onSequence(sequence)
    if (response.ok) return undefined
    const problem = await asProblem(response)
    if (response.status === 401 && !withoutLogin.has(schemaPath)) wires.onSignedOut(problem.type)
    return new Response(JSON.stringify(problem), {
      status: response.status,
      headers: { 'Content-Type': 'application/problem+json' },
    })
  },
}

export const client = createClient<paths>({
  baseUrl: location.origin + base,
  credentials: 'same-origin',
  // Looked up at each call, so that what replaces `fetch` (a test's server) is asked.
  fetch: (request) => fetch(request),
})
client.use(rules)
