import { describe, expect, it } from 'vitest'
import { countPresence, dropRow, putDevice, putPresence, putRow } from '../../src/api/live/merge'
import { deviceList, devicePage, deviceRow } from '../rows'

describe('putRow', () => {
  const list = deviceList([deviceRow(), deviceRow({ id: 'd2' })])

  it('replaces a row by a newer version and leaves the others as they are', () => {
    const { value, found, same } = putRow(list, deviceRow({ name: 'new', version: 4 }))
    expect({ found, same }).toEqual({ found: true, same: false })
    expect(value.rows.map((row) => row.name)).toEqual(['new', 'fin-lt-014'])
    expect(value.rows[1]).toBe(list.rows[1])
  })

  it('drops an older version', () => {
    const { value, found, same } = putRow(list, deviceRow({ name: 'old', version: 2 }))
    expect({ found, same }).toEqual({ found: true, same: true })
    expect(value).toBe(list)
  })

  it('takes an equal version, which may carry newer presence', () => {
    expect(putRow(list, deviceRow({ online: false })).value.rows[0]?.online).toBe(false)
  })

  it('says when the list does not hold the row', () => {
    expect(putRow(list, deviceRow({ id: 'd9' }))).toEqual({ value: list, found: false, same: true })
  })
})

describe('dropRow', () => {
  it('takes the row out and counts it', () => {
    const { value } = dropRow(deviceList([deviceRow(), deviceRow({ id: 'd2' })]), 'd1')
    expect(value.rows.map((row) => row.id)).toEqual(['d2'])
    expect(value.total).toBe(1)
  })
})

describe('presence', () => {
  const presence = { deviceId: 'd1', online: false, at: '2026-03-03T10:00:00Z', address: '' }

  it('turns the row and keeps the last address', () => {
    const row = putPresence(deviceList([deviceRow()]), presence).value.rows[0]
    expect(row).toMatchObject({ online: false, lastSeen: presence.at, address: '10.2.0.14' })
  })

  it('moves one device between the counts, never below zero', () => {
    const list = deviceList([deviceRow()])
    expect(countPresence(list, false).facets.status).toEqual({ online: 0, offline: 1 })
    expect(countPresence(list, true).facets.status).toEqual({ online: 2, offline: 0 })
  })
})

describe('putDevice', () => {
  const page = devicePage(deviceRow())

  it('takes the row and keeps what only the page has', () => {
    const next = putDevice(page, deviceRow({ name: 'new', version: 4 }))
    expect(next.device.name).toBe('new')
    expect(next.notes).toBe('Rack 4')
    expect(next.since).toBe(page.since)
  })

  it('starts the time of a new connection state', () => {
    const row = deviceRow({ online: false, lastSeen: '2026-03-03T11:00:00Z', version: 4 })
    expect(putDevice(page, row).since).toBe('2026-03-03T11:00:00Z')
  })

  it('ignores older rows and other devices', () => {
    expect(putDevice(page, deviceRow({ version: 2 }))).toBe(page)
    expect(putDevice(page, deviceRow({ id: 'd2', version: 9 }))).toBe(page)
  })
})
