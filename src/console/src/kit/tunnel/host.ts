import { client } from '../../api/http'
import type { ChannelKind, SessionPass } from '../../api/types'
import type { Host, Socket } from './tunnel'

/** The server's side of sessions of one kind with one device. */
export function hostFor(deviceId: string, kind: ChannelKind): Host {
  return {
    start: async () => passOf(await client.POST('/api/sessions', { body: { deviceId, kind } })),
    rejoin: async (sessionId) =>
      passOf(await client.POST('/api/sessions/{sessionId}/tunnels', { params: { path: { sessionId } } })),
    open: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))) as unknown as Socket,
  }
}

function passOf({ data, error }: { data?: SessionPass; error?: unknown }): SessionPass {
  if (data) return data
  throw error
}
