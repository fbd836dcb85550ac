import type {
  AuditEntry,
  DeviceList,
  DevicePage,
  DeviceRow,
  JobPage,
  RunRow,
  SessionRow,
} from '../src/api/types'

export const deviceRow = (change: Partial<DeviceRow> = {}): DeviceRow => ({
  id: 'd1',
  groupId: 'g1',
  groupName: 'Finance',
  name: 'fin-lt-014',
  hostName: 'fin-lt-014',
  platform: 'Linux',
  os: 'Debian 13',
  address: '10.2.0.14',
  agentVersion: '0.1.0',
  tags: [],
  retired: false,
  enrolledAt: '2026-03-01T10:00:00Z',
  online: true,
  lastSeen: '2026-03-03T09:00:00Z',
  offers: ['Terminal'],
  version: 3,
  ...change,
})

export const deviceList = (rows: DeviceRow[]): DeviceList => ({
  rows,
  may: [{ groupId: 'g1', permissions: ['terminal', 'manage', 'notes', 'commands'] }],
  next: null,
  total: rows.length,
  asOf: null,
  facets: {
    status: {
      online: rows.filter((row) => row.online).length,
      offline: rows.filter((row) => !row.online).length,
    },
    groups: [{ id: 'g1', name: 'Finance', count: rows.length }],
    tags: [],
    os: [],
  },
})

export const devicePage = (device: DeviceRow): DevicePage => ({
  device,
  notes: 'Rack 4',
  rights: 8,
  permissions: ['terminal', 'manage', 'notes', 'history'],
  since: '2026-03-03T08:00:00Z',
  system: [{ name: 'Kernel', value: '6.18' }],
  network: [{ name: 'eth0', mac: '52:54:00:12:34:56', addresses: ['10.2.0.14'], up: true }],
  hardware: [],
  agent: [],
  shells: ['/bin/bash'],
  actions: [
    'message',
    'open',
    'power',
    'processes',
    'services',
    'end-process',
    'change-service',
    'read-clipboard',
    'set-clipboard',
  ],
  consent: {
    desktop: { asking: 'Ask', from: 'Installation' },
    terminal: { asking: 'Tell', from: 'Group' },
    files: { asking: 'Unattended', from: 'Group' },
    bar: { shown: true, from: 'Group' },
    device: null,
    group: { desktop: 'Unattended', terminal: 'Tell', files: 'Unattended', bar: true },
    installation: { desktop: 'Ask', terminal: 'Unattended', files: 'Unattended', bar: false },
  },
  asOf: null,
})

export const sessionRow = (change: Partial<SessionRow> = {}): SessionRow => ({
  id: 's1',
  deviceId: 'd1',
  deviceName: 'fin-lt-014',
  userId: 'u1',
  userName: 'Mira Silva',
  kind: 'Terminal',
  state: 'Open',
  reason: null,
  requestedAt: '2026-03-03T09:00:00Z',
  openedAt: '2026-03-03T09:00:01Z',
  endedAt: null,
  why: null,
  bytesUp: 10,
  bytesDown: 2048,
  continues: null,
  version: 2,
  ...change,
})

export const auditEntry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  sequence: 100,
  id: 'e100',
  at: '2026-03-03T09:14:00Z',
  kind: 'devices.device_renamed',
  category: 'Devices',
  sentence: 'Renamed device a to b',
  outcome: 'Done',
  actor: { id: 'u1', kind: 'User', name: 'Mira Silva' },
  address: '10.2.0.9',
  via: 'Console',
  onBehalfOf: null,
  device: { id: 'd1', name: 'b' },
  group: null,
  user: null,
  session: null,
  code: null,
  command: null,
  changes: [{ field: 'name', before: 'a', after: 'b' }],
  correlation: 'c1',
  stream: 'device-d1',
  version: 4,
  ...change,
})

/** A seeded generator (mulberry32), so that a failing case can be run again. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const runRow = (change: Partial<RunRow> = {}): RunRow => ({
  id: 'r1',
  jobId: 'j1',
  deviceId: 'd1',
  deviceName: 'fin-lt-014',
  action: 'run',
  what: 'uptime',
  state: 'Running',
  open: true,
  cancelRequested: false,
  requestedAt: '2026-03-03T09:14:00Z',
  expiresAt: '2026-03-04T09:14:00Z',
  sentAt: '2026-03-03T09:14:00Z',
  endedAt: null,
  why: null,
  exit: null,
  signal: null,
  timedOut: false,
  bytes: 0,
  errorBytes: 0,
  cut: false,
  sha256: null,
  seconds: null,
  removed: null,
  version: 2,
  ...change,
})

export const jobPage = (runs: RunRow[]): JobPage => ({
  job: {
    id: 'j1',
    action: 'run',
    what: 'uptime',
    userId: 'u1',
    userName: 'mira',
    startedAt: '2026-03-03T09:14:00Z',
    devices: runs.length,
    leftOut: 0,
    timeoutSeconds: 60,
    expiresAt: '2026-03-04T09:14:00Z',
    retryOf: null,
    cancelled: false,
    counts: {
      waiting: 0,
      running: runs.length,
      done: 0,
      failed: 0,
      refused: 0,
      cancelled: 0,
      expired: 0,
      unknown: 0,
    },
    version: 1,
  },
  arguments: '{"text":"uptime"}',
  runs,
  first: {},
})
