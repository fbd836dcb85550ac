import { describe, expect, it } from 'vitest'
import { readEvent } from '../../src/api/live/events'
import { auditEntry, deviceRow } from '../rows'

const message = (event: string, data: unknown) => ({ event, data: JSON.stringify(data) })

describe('readEvent', () => {
  it('knows rows by the name of their view', () => {
    const row = deviceRow()
    expect(readEvent(message('DeviceRow', row))).toEqual({ type: 'row', view: 'DeviceRow', row })
  })

  it('knows what is gone, presence, audit entries and resync', () => {
    expect(readEvent(message('Gone', { view: 'GroupRow', id: 'g1' }))).toEqual({
      type: 'gone',
      view: 'GroupRow',
      id: 'g1',
    })
    const presence = { deviceId: 'd1', online: false, at: '2026-03-03T09:14:00Z', address: '' }
    expect(readEvent(message('Presence', presence))).toEqual({ type: 'presence', presence })
    const entry = auditEntry()
    expect(readEvent(message('Audit', entry))).toEqual({ type: 'audit', entry })
    expect(readEvent({ event: 'resync', data: '' })).toEqual({ type: 'resync' })
  })

  it.each([
    ['a view it does not know', message('SecretRow', { id: 'j1' })],
    ['a row without id', message('DeviceRow', { name: 'x' })],
    ['text that is no JSON', { event: 'DeviceRow', data: '{' }],
    ['a list', message('DeviceRow', [])],
    ['presence without a state', message('Presence', { deviceId: 'd1' })],
    ['a name of every object', message('constructor', { id: 'x' })],
  ])('calls %s unknown', (_, input) => {
    expect(readEvent(input)).toEqual({ type: 'unknown', view: input.event })
  })
})
