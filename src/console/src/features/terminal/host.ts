import { client, wires } from '../../api/http'
import type { DevicePage, SessionPass } from '../../api/types'
import type { Host, Socket } from './connection'

/** A terminal's way to the server, for one device. Rejects with a problem when the server refuses. */
export function hostFor(deviceId: string): Host {
  const answer = (result: { data?: SessionPass; error?: unknown }): SessionPass => {
    if (result.data) return result.data
    throw result.error
  }
  return {
    start: async () => answer(await client.POST('/api/sessions', { body: { deviceId, kind: 'Terminal' } })),
    rejoin: async (sessionId) =>
      answer(await client.POST('/api/sessions/{sessionId}/tunnels', { params: { path: { sessionId } } })),
    open: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))) as unknown as Socket,
    now: Date.now,
  }
}

/** Learns who is signed in (for the header that commands need) and what the device is. */
export async function loadDevice(deviceId: string): Promise<DevicePage> {
  const me = await client.GET('/api/me')
  if (!me.data) throw me.error
  wires.csrf = me.data.csrf
  const device = await client.GET('/api/devices/{deviceId}', { params: { path: { deviceId } } })
  if (!device.data) throw device.error
  return device.data
}
