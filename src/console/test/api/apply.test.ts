import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'
import { applyFeed } from '../../src/api/live/apply'
import type { AuditEntry, DeviceList, DevicePage, JobPage } from '../../src/api/types'
import { auditEntry, deviceList, devicePage, deviceRow, jobPage, runRow, sessionRow } from '../rows'

const listKey = (query: Record<string, unknown> = {}) => ['get', '/api/devices', { params: { query } }]
const pageKey = (query: Record<string, unknown> = {}) => [
  'get',
  '/api/devices/{deviceId}',
  { params: { path: { deviceId: 'd1' }, query } },
]
const pages = <T>(...list: T[]): InfiniteData<T> => ({ pages: list, pageParams: list.map(() => null) })

describe('applyFeed', () => {
  let cache: QueryClient
  const names = (key: readonly unknown[]) =>
    cache
      .getQueryData<InfiniteData<DeviceList>>(key)
      ?.pages.flatMap((page) => page.rows.map((row) => row.name))

  beforeEach(() => {
    cache = new QueryClient()
    cache.setQueryData(
      listKey(),
      pages(deviceList([deviceRow({ id: 'd0', name: 'first' })]), deviceList([deviceRow()])),
    )
    cache.setQueryData(pageKey(), devicePage(deviceRow()))
  })

  it('puts a row into whichever page of the list holds it, and into the page of the device', () => {
    const stale = applyFeed(cache, [
      { type: 'row', view: 'DeviceRow', row: deviceRow({ name: 'new', version: 4 }) },
    ])
    expect(names(listKey())).toEqual(['first', 'new'])
    expect(cache.getQueryData<DevicePage>(pageKey())?.device.name).toBe('new')
    expect([...stale]).toEqual([])
  })

  it('moves a run on the page of its job, and lets the server count again', () => {
    const key = ['get', '/api/jobs/{jobId}', { params: { path: { jobId: 'j1' } } }]
    cache.setQueryData(key, jobPage([runRow({ id: 'r0' }), runRow()]))
    const done = runRow({ state: 'Done', open: false, exit: 0, version: 3 })
    const stale = applyFeed(cache, [
      { type: 'row', view: 'RunRow', row: done },
      { type: 'row', view: 'RunRow', row: runRow() },
      { type: 'row', view: 'RunRow', row: runRow({ id: 'r9', jobId: 'j9', state: 'Failed' }) },
    ])
    expect(cache.getQueryData<JobPage>(key)?.runs.map((run) => run.state)).toEqual(['Running', 'Done'])
    expect([...stale].sort()).toEqual(['/api/jobs', '/api/jobs/{jobId}'])
  })

  it('never touches a past answer', () => {
    const asOf = '2026-03-01T00:00:00Z'
    cache.setQueryData(listKey({ asOf }), pages(deviceList([deviceRow()])))
    cache.setQueryData(pageKey({ asOf }), devicePage(deviceRow()))
    applyFeed(cache, [
      { type: 'row', view: 'DeviceRow', row: deviceRow({ name: 'new', version: 4 }) },
      { type: 'gone', view: 'DeviceRow', id: 'd1' },
    ])
    expect(names(listKey({ asOf }))).toEqual(['fin-lt-014'])
    expect(cache.getQueryData<DevicePage>(pageKey({ asOf }))?.device.name).toBe('fin-lt-014')
  })

  it('asks the server again for a row no list holds, and for lists with a query', () => {
    const unseen = deviceRow({ id: 'd7' })
    expect([...applyFeed(cache, [{ type: 'row', view: 'DeviceRow', row: unseen }])]).toEqual(['/api/devices'])
    cache.clear()
    cache.setQueryData(listKey({ q: 'tag:db' }), pages(deviceList([deviceRow()])))
    const tagged = deviceRow({ tags: [], version: 4 })
    expect([...applyFeed(cache, [{ type: 'row', view: 'DeviceRow', row: tagged }])]).toEqual(['/api/devices'])
  })

  it('takes out what is gone', () => {
    const stale = applyFeed(cache, [{ type: 'gone', view: 'DeviceRow', id: 'd1' }])
    expect(names(listKey())).toEqual(['first'])
    expect(stale).toContain('/api/devices/{deviceId}')
  })

  it('moves presence into row, counts and page', () => {
    const presence = { deviceId: 'd1', online: false, at: '2026-03-03T12:00:00Z', address: '' }
    applyFeed(cache, [
      { type: 'presence', presence },
      { type: 'presence', presence },
    ])
    const list = cache.getQueryData<InfiniteData<DeviceList>>(listKey())
    expect(list?.pages[1]?.rows[0]?.online).toBe(false)
    expect(list?.pages[0]?.facets.status).toEqual({ online: 0, offline: 1 })
    expect(cache.getQueryData<DevicePage>(pageKey())).toMatchObject({
      since: presence.at,
      device: { online: false },
    })
  })

  it('takes an ended session out of those running now', () => {
    const key = ['get', '/api/sessions', { params: { query: { running: true } } }]
    cache.setQueryData(key, pages({ rows: [sessionRow()], next: null, total: 1 }))
    const over = sessionRow({ state: 'Over', endedAt: '2026-03-03T09:30:00Z', version: 3 })
    applyFeed(cache, [{ type: 'row', view: 'SessionRow', row: over }])
    expect(cache.getQueryData(key)).toEqual(pages({ rows: [], next: null, total: 0 }))
  })

  it('puts an audit entry once on top of the whole log and of its device, and leaves filters to the server', () => {
    const key = (query: Record<string, unknown>) => [
      'get',
      '/api/audit',
      { params: { query: { ...query, take: 200 } } },
    ]
    const log = () => pages({ rows: [auditEntry()], next: null, total: 1 })
    for (const query of [{}, { deviceId: 'd1' }, { deviceId: 'd2' }, { outcome: 'Refused' }])
      cache.setQueryData(key(query), log())
    const entry = auditEntry({ id: 'e101', sequence: 101 })
    const stale = applyFeed(cache, [
      { type: 'audit', entry },
      { type: 'audit', entry },
    ])
    const ids = (query: Record<string, unknown>) =>
      cache
        .getQueryData<InfiniteData<{ rows: AuditEntry[] }>>(key(query))
        ?.pages[0]?.rows.map((row) => row.id)
    expect(ids({})).toEqual(['e101', 'e100'])
    expect(ids({ deviceId: 'd1' })).toEqual(['e101', 'e100'])
    expect(ids({ deviceId: 'd2' })).toEqual(['e100'])
    expect(ids({ outcome: 'Refused' })).toEqual(['e100'])
    expect([...stale]).toEqual(['/api/audit'])
  })

  it('asks for everything after a resync or a view it does not know', () => {
    expect([...applyFeed(cache, [{ type: 'resync' }])]).toEqual(['*'])
    expect([...applyFeed(cache, [{ type: 'unknown', view: 'JobRow' }])]).toEqual(['*'])
  })
})
