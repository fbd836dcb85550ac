import { client } from '../../api/http'
import type { SessionPass } from '../../api/types'
import type { Host, Socket } from './connection'

/** A desktop's way to the server, for one device. Rejects with a problem when the server refuses. */
export function hostFor(deviceId: string): Host {
  const answer = (result: { data?: SessionPass; error?: unknown }): SessionPass => {
    if (result.data) return result.data
    throw result.error
  }
  return {
    start: async () => answer(await client.POST('/api/sessions', { body: { deviceId, kind: 'Desktop' } })),
    rejoin: async (sessionId) =>
      answer(await client.POST('/api/sessions/{sessionId}/tunnels', { params: { path: { sessionId } } })),
    open: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))) as unknown as Socket,
    now: Date.now,
  }
}
