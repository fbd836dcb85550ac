import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { AuditEntry, DeviceList, DevicePage, JobPage, RunRow, SessionRow } from '../types'
import type { FeedEvent, Presence, ViewName } from './events'
import {
  countPresence,
  dropRow,
  type Merged,
  putDevice,
  putPresence,
  putRow,
  type Row,
  withPresence,
} from './merge'

interface List {
  rows: Row[]
  total?: number
}

/** Lists that hold each view's rows. A row that no cached list holds makes them ask again. */
const lists: Record<ViewName, string> = {
  DeviceRow: '/api/devices',
  GroupRow: '/api/groups',
  SessionRow: '/api/sessions',
  HeldRow: '/api/held',
  CodeRow: '/api/groups/{groupId}/codes',
  JobRow: '/api/jobs',
  RunRow: '/api/devices/{deviceId}/runs',
}

interface Parameters {
  params?: { query?: Record<string, unknown>; path?: Record<string, unknown> }
}

const pathOf = (key: QueryKey) => key[1] as string
const query = (key: QueryKey) => (key[2] as Parameters | undefined)?.params?.query ?? {}
const path = (key: QueryKey) => (key[2] as Parameters | undefined)?.params?.path ?? {}

/** A past answer never changes. */
const isPast = (key: QueryKey) => typeof query(key).asOf === 'string'

const isPages = (data: unknown): data is InfiniteData<List> =>
  typeof data === 'object' && data !== null && Array.isArray((data as InfiniteData<List>).pages)

const isList = (data: unknown): data is List =>
  typeof data === 'object' && data !== null && Array.isArray((data as List).rows)

/**
 * Applies one gathered burst to the cache. Returns the paths whose lists may now lack or hold a row
 * that the server would judge differently; the caller asks for these again, at most every few seconds.
 */
export function applyFeed(cache: QueryClient, burst: readonly FeedEvent[]): Set<string> {
  const stale = new Set<string>()
  for (const event of burst) {
    if (event.type === 'resync' || event.type === 'unknown') stale.add('*')
    else if (event.type === 'presence') applyPresence(cache, event.presence, stale)
    else if (event.type === 'gone') applyGone(cache, event.view, event.id, stale)
    else if (event.type === 'audit') applyAudit(cache, event.entry, stale)
    else applyRow(cache, event, stale)
  }
  return stale
}

function applyRow(cache: QueryClient, event: Extract<FeedEvent, { type: 'row' }>, stale: Set<string>): void {
  const list = lists[event.view]
  if (event.view === 'DeviceRow') updatePage(cache, event.row.id, (page) => putDevice(page, event.row))
  if (event.view === 'GroupRow')
    // The feed is the same for all: it does not know what the reader may do.
    cache.setQueriesData<{ id: string; rights: number }>(
      groupKey(event.row.id),
      (known) => known && { ...known, ...event.row, rights: known.rights },
    )
  const ended = event.view === 'SessionRow' && isEnded(event.row)
  if (event.view === 'RunRow') applyRun(cache, event.row, stale)
  updateLists(
    cache,
    list,
    (data, key) => {
      const merged = putRow<Row, List>(data, event.row)
      // "Running now" and "ended" are two questions: a row that ends leaves the first.
      if (merged.found && ended && query(key).running === true) return dropRow(data, event.row.id)
      return merged
    },
    stale,
  )
  if (event.view === 'SessionRow') stale.add(list)
}

/** A job's page holds its runs; how many are in which state, and the first of what each wrote, only the server counts. */
function applyRun(cache: QueryClient, run: RunRow, stale: Set<string>): void {
  for (const [key, data] of cache.getQueriesData<JobPage>({ queryKey: ['get', '/api/jobs/{jobId}'] })) {
    if (!data || path(key).jobId !== run.jobId) continue
    const merged = putRow<RunRow, { rows: RunRow[] }>({ rows: data.runs }, run)
    if (!merged.same) cache.setQueryData(key, { ...data, runs: merged.value.rows })
    stale.add('/api/jobs/{jobId}')
  }
  stale.add('/api/jobs')
}

function isEnded(row: SessionRow): boolean {
  return row.state === 'Over' || row.state === 'Unknown'
}

function applyGone(cache: QueryClient, view: string, id: string, stale: Set<string>): void {
  const list = lists[view as ViewName]
  if (!list) {
    stale.add('*')
    return
  }
  updateLists(cache, list, (data) => ({ ...dropRow(data, id), found: true }), stale)
  if (view === 'DeviceRow') stale.add('/api/devices/{deviceId}')
}

function applyPresence(cache: QueryClient, presence: Presence, stale: Set<string>): void {
  updatePage(cache, presence.deviceId, (page) => {
    const turned = page.device.online !== presence.online
    return { ...page, device: withPresence(page.device, presence), since: turned ? presence.at : page.since }
  })
  for (const [key, data] of cache.getQueriesData<InfiniteData<DeviceList>>({
    queryKey: ['get', '/api/devices'],
  })) {
    if (isPast(key) || !isPages(data)) continue
    const before = data.pages.flatMap((page) => page.rows).find((row) => row.id === presence.deviceId)
    if (!before) {
      stale.add('/api/devices')
      continue
    }
    const turned = before.online !== presence.online
    const pages = data.pages.map((page) => {
      const { value } = putPresence(page, presence)
      return turned ? countPresence(value, presence.online) : value
    })
    cache.setQueryData(key, { ...data, pages })
    if (turned && query(key).q) stale.add('/api/devices')
  }
}

/** New entries go on top of unfiltered logs and of one device's history; a filter is the server's to judge. */
function applyAudit(cache: QueryClient, entry: AuditEntry, stale: Set<string>): void {
  for (const [key, data] of cache.getQueriesData<InfiniteData<List>>({ queryKey: ['get', '/api/audit'] })) {
    const first = isPages(data) ? data.pages[0] : undefined
    if (!data || !first) continue
    const { deviceId, take: _, ...filters } = query(key)
    if (Object.values(filters).some((value) => value !== undefined)) {
      stale.add('/api/audit')
      continue
    }
    if (deviceId !== undefined && deviceId !== entry.device?.id) continue
    if (first.rows.some((row) => row.id === entry.id)) continue
    const page = { ...first, rows: [entry, ...first.rows], total: (first.total ?? 0) + 1 }
    cache.setQueryData(key, { ...data, pages: [page, ...data.pages.slice(1)] })
  }
}

function updatePage(cache: QueryClient, id: string, change: (page: DevicePage) => DevicePage): void {
  for (const [key, data] of cache.getQueriesData<DevicePage>({
    queryKey: ['get', '/api/devices/{deviceId}'],
  })) {
    if (!data || isPast(key) || path(key).deviceId !== id) continue
    cache.setQueryData(key, change(data))
  }
}

const groupKey = (id: string) => ({
  predicate: ({ queryKey }: { queryKey: QueryKey }) =>
    pathOf(queryKey) === '/api/groups/{groupId}' && path(queryKey).groupId === id,
})

function updateLists(
  cache: QueryClient,
  list: string,
  change: (data: List, key: QueryKey) => Merged<List>,
  stale: Set<string>,
): void {
  for (const [key, data] of cache.getQueriesData<unknown>({ queryKey: ['get', list] })) {
    if (isPast(key)) continue
    if (isPages(data)) {
      const merged = data.pages.map((page) => change(page, key))
      if (merged.some((page) => !page.same))
        cache.setQueryData(key, { ...data, pages: merged.map((page) => page.value) })
      if (!merged.some((page) => page.found) || query(key).q) stale.add(list)
    } else if (isList(data)) {
      const merged = change(data, key)
      if (!merged.same) cache.setQueryData(key, merged.value)
      if (!merged.found) stale.add(list)
    }
  }
}
