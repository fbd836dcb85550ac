import { describe, expect, it } from 'vitest'
import { arrive } from '../../src/features/enrolment/arrivals'
import { codeState } from '../../src/features/enrolment/code-list'
import { deviceRow } from '../rows'

const since = Date.parse('2026-03-03T09:00:00Z')
const fresh = deviceRow({ enrolledAt: '2026-03-03T09:01:00Z' })
const row = (device: typeof fresh) => ({ type: 'row', view: 'DeviceRow', row: device }) as const

describe('arrive', () => {
  it('lists devices that enrol in the group while the page is open, newest first', () => {
    const second = { ...fresh, id: 'd2' }
    const known = arrive(arrive([], row(fresh), 'g1', since), row(second), 'g1', since)
    expect(known.map((each) => each.id)).toEqual(['d2', 'd1'])
  })

  it('leaves out other groups and devices that were there before', () => {
    expect(arrive([], row({ ...fresh, groupId: 'g2' }), 'g1', since)).toEqual([])
    expect(arrive([], row({ ...fresh, enrolledAt: '2026-03-03T08:59:00Z' }), 'g1', since)).toEqual([])
  })

  it('follows a device that has arrived', () => {
    const renamed = arrive([fresh], row({ ...fresh, name: 'new', groupId: 'g2' }), 'g1', since)
    expect(renamed.map((each) => each.name)).toEqual(['new'])
    const presence = { deviceId: 'd1', online: false, at: '2026-03-03T09:05:00Z', address: '' }
    expect(arrive([fresh], { type: 'presence', presence }, 'g1', since)[0]?.online).toBe(false)
  })
})

describe('codeState', () => {
  const code = {
    id: 'c1',
    groupId: 'g1',
    hint: '7KQ2…',
    expiresAt: '2026-03-04T00:00:00Z',
    limit: 2,
    used: 1,
    revoked: false,
    createdAt: '',
    version: 1,
  }
  it.each([
    [{}, 'usable'],
    [{ used: 2 }, 'spent'],
    [{ used: 9, limit: null }, 'usable'],
    [{ expiresAt: '2026-03-03T00:00:00Z' }, 'expired'],
    [{ revoked: true, used: 2 }, 'revoked'],
  ])('with %j is %s', (change, state) => {
    expect(codeState({ ...code, ...change }, since)).toBe(state)
  })
})
