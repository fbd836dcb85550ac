import { describe, expect, it } from 'vitest'
import {
  addSearch,
  auditSearch,
  deviceSearch,
  devicesSearch,
  sessionsSearch,
  signInSearch,
} from '../../src/app/search'

describe('search parameters', () => {
  it('keep what is known and drop the rest', () => {
    expect(devicesSearch({ q: 'tag:db', sort: '-name', asOf: '2026-03-03T09:14:00Z', evil: 1 })).toEqual({
      q: 'tag:db',
      sort: '-name',
      asOf: '2026-03-03T09:14:00Z',
    })
    expect(devicesSearch({ q: '  ', sort: 'password', asOf: 'then' })).toEqual({})
    expect(devicesSearch({ sort: '-os' })).toEqual({ sort: '-os' })
    expect(devicesSearch({ sort: 'lastSeen' })).toEqual({})
    expect(deviceSearch({ tab: 'history' })).toEqual({ tab: 'history' })
    expect(deviceSearch({ tab: 'x' })).toEqual({})
    expect(sessionsSearch({ show: 'ended', deviceId: 'd1' })).toEqual({ show: 'ended', deviceId: 'd1' })
    expect(addSearch({ first: true, groupId: 'g1' })).toEqual({ first: true, groupId: 'g1' })
    expect(auditSearch({ outcome: 'Done', from: 'x', kind: 'a.b' })).toEqual({ outcome: 'Done', kind: 'a.b' })
  })

  it('take what the router read as a number or a boolean for text again', () => {
    expect(devicesSearch({ q: 12 })).toEqual({ q: '12' })
    expect(devicesSearch({ q: true })).toEqual({ q: 'true' })
    expect(devicesSearch({ q: { a: 1 } })).toEqual({})
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
    'never lead away after signing in: %s',
    (next) => {
      expect(signInSearch({ next })).toEqual({})
    },
  )

  it('lead back to a page of this server', () => {
    expect(signInSearch({ next: '/devices?q=a' })).toEqual({ next: '/devices?q=a' })
  })
})
