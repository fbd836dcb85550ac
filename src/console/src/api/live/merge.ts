import type { DeviceList, DevicePage, DeviceRow } from '../types'
import type { Presence } from './events'

/** Rows that carry a version: a later one replaces an earlier one, never the other way round. */
export interface Row {
  id: string
  version?: number
}

export interface Rows<T> {
  rows: T[]
  total?: number
}

/** Outcome of putting a row into a cached list; `same` is true when nothing had to change. */
export interface Merged<T> {
  value: T
  found: boolean
  same: boolean
}

/**
 * Replaces the row with the same id. An older version is dropped. An equal one is taken, because
 * rows are sent in the order of the log and may carry newer presence without a new fact.
 */
export function putRow<T extends Row, L extends Rows<T>>(list: L, row: T): Merged<L> {
  const index = list.rows.findIndex((known) => known.id === row.id)
  const known = list.rows[index]
  if (!known) return { value: list, found: false, same: true }
  if ((row.version ?? 0) < (known.version ?? 0)) return { value: list, found: true, same: true }
  return { value: { ...list, rows: list.rows.with(index, row) }, found: true, same: false }
}

/** Takes a row out; the total follows. */
export function dropRow<T extends { id: string }, L extends Rows<T>>(list: L, id: string): Merged<L> {
  const rows = list.rows.filter((row) => row.id !== id)
  if (rows.length === list.rows.length) return { value: list, found: false, same: true }
  const value = { ...list, rows }
  if (typeof value.total === 'number') value.total = Math.max(0, value.total - 1)
  return { value, found: true, same: false }
}

/** A device with what the feed said about its connection. */
export function withPresence(row: DeviceRow, presence: Presence): DeviceRow {
  return {
    ...row,
    online: presence.online,
    lastSeen: presence.at,
    address: presence.address || row.address,
  }
}

/** Presence in a page of the device list; the counts beside it move with the row. */
export function putPresence(list: DeviceList, presence: Presence): Merged<DeviceList> {
  const index = list.rows.findIndex((row) => row.id === presence.deviceId)
  const known = list.rows[index]
  if (!known) return { value: list, found: false, same: true }
  const value = { ...list, rows: list.rows.with(index, withPresence(known, presence)) }
  return { value, found: true, same: false }
}

/** Moves one device between the online and offline counts. */
export function countPresence(list: DeviceList, online: boolean): DeviceList {
  const step = online ? 1 : -1
  const { status } = list.facets
  return {
    ...list,
    facets: {
      ...list.facets,
      status: { online: Math.max(0, status.online + step), offline: Math.max(0, status.offline - step) },
    },
  }
}

/** A device's own page with a newer row. Rights and inventory are not part of the row and stay. */
export function putDevice(page: DevicePage, row: DeviceRow): DevicePage {
  if (page.device.id !== row.id || row.version < page.device.version) return page
  const turned = page.device.online !== row.online
  return { ...page, device: row, since: turned ? row.lastSeen : page.since }
}
