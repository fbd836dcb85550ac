import { client, wires } from '../../api/http'
import type { DevicePage } from '../../api/types'

/** Learns who is signed in (for the header that commands need) and what the device is. Rejects with a problem when refused. */
export async function loadDevice(deviceId: string): Promise<DevicePage> {
  const me = await client.GET('/api/me')
  if (!me.data) throw me.error
  wires.csrf = me.data.csrf
  const device = await client.GET('/api/devices/{deviceId}', { params: { path: { deviceId } } })
  if (!device.data) throw device.error
  return device.data
}
