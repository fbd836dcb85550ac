import type { Me } from '../../src/api/types'
import { auditEntry, deviceList, devicePage, deviceRow, jobPage, runRow, sessionRow } from '../rows'

export const me: Me = {
  userId: 'u1',
  name: 'Mira Silva',
  email: 'mira@example.org',
  siteRights: 4294967295,
  administrator: true,
  csrf: 'token',
  loginId: 'l1',
  idleMinutes: 60,
  endsAt: '2026-03-03T21:00:00Z',
  server: { name: 'MeshEvents', version: '0.1.0' },
}

const group = {
  id: 'g1',
  name: 'Finance',
  description: '',
  devices: 1,
  admitsById: true,
  createdAt: '2026-01-01T00:00:00Z',
  version: 1,
  rights: 4294967295,
}
const page = <T>(...rows: T[]) => ({ rows, next: null, total: rows.length })

const answers: Record<string, unknown> = {
  '/api/me': me,
  '/api/devices': deviceList([
    deviceRow(),
    deviceRow({ id: 'd2', name: 'db-03', online: false, lastSeen: null }),
  ]),
  '/api/devices/d1': devicePage(deviceRow()),
  '/api/devices/d1/journal': {
    rows: [
      {
        book: 1,
        number: 2,
        at: '2026-03-03T09:14:00Z',
        what: 'taken',
        action: 'run',
        by: 'somebody',
        why: '',
        commandId: 'c2',
        hash: 'b',
        sent: false,
      },
      {
        book: 1,
        number: 1,
        at: '2026-03-03T09:13:00Z',
        what: 'refused',
        action: 'power',
        by: 'mira',
        why: 'The policy forbids it.',
        commandId: 'c1',
        hash: 'a',
        sent: true,
      },
    ],
    lines: 2,
    books: 1,
    differences: 1,
    latest: [{ at: '2026-03-03T09:15:00Z', why: 'The device took on a command.', commandId: 'c2', line: 2 }],
  },
  '/api/jobs/j1': {
    ...jobPage([
      runRow({
        state: 'Done',
        open: false,
        bytes: 4,
        removed: { at: '2026-06-01T10:00:00Z', days: 90 },
      }),
    ]),
  },
  '/api/runs/r1': {
    run: runRow({ open: false }),
    readable: true,
    answer: null,
    pieces: [],
    next: 0,
  },
  '/api/groups': page(group),
  '/api/groups/g1': group,
  '/api/groups/g1/people': page({ userId: 'u2', name: 'Amir Khan', rights: 8, words: ['Use the terminal'] }),
  '/api/groups/g1/codes': page(),
  '/api/rights': {
    rows: [{ bit: 3, name: 'RemoteControl', sentence: 'Use the terminal', negative: false }],
    presets: [],
  },
  '/api/sessions': page(sessionRow()),
  '/api/audit': page(auditEntry()),
  '/api/audit/kinds': page({ kind: 'devices.device_renamed', category: 'Devices', words: 'Device renamed' }),
  '/api/users': page({
    id: 'u1',
    name: 'Mira Silva',
    email: '',
    siteRights: 0,
    administrator: true,
    createdAt: '2026-01-01T00:00:00Z',
    version: 1,
  }),
  '/api/me/logins': page({
    id: 'l1',
    userId: 'u1',
    startedAt: '2026-03-03T09:00:00Z',
    lastSeenAt: '2026-03-03T09:00:00Z',
    address: '10.2.0.9',
    client: 'Firefox',
    current: true,
  }),
  '/api/me/tokens': page({
    id: 't1',
    name: 'nightly report',
    rights: 8,
    words: ['Remote control'],
    createdAt: '2026-03-03T09:00:00Z',
    expiresAt: '2026-04-02T09:00:00Z',
    lastUsedAt: null,
    current: false,
  }),
  '/api/pairing-codes/BCDF-GHJK': {
    waiting: {
      code: 'BCDF-GHJK',
      client: 'mesh on pc-17',
      address: '10.2.0.9',
      askedAt: '2026-03-03T09:00:00Z',
      expiresAt: '2026-03-03T09:10:00Z',
    },
    waitSeconds: 0,
  },
  '/api/pairing-codes/BBBB-BBBB': { waiting: null, waitSeconds: 0 },
  '/api/held': page(),
  '/api/server/health': {
    tiles: [
      {
        name: 'projections',
        state: 'Act',
        figure: '1 stopped',
        cause: 'DeviceRow: A field is missing.',
        next: 'Mend the cause.',
      },
      {
        name: 'disk',
        state: 'Look',
        figure: '1.9 GB free',
        cause: '12 % of 16 GB are free.',
        next: 'Make room.',
      },
      { name: 'database', state: 'Ok', figure: 'PostgreSQL 15.8', cause: 'It answers.', next: null },
    ],
  },
  '/api/server/projections': {
    rows: [
      {
        name: 'DeviceRow',
        position: 9,
        behind: 1,
        state: 'Paused',
        error: { sequence: 10, type: 'x', message: 'A field is missing.' },
        rate: 0,
        progress: null,
        etaSeconds: null,
      },
    ],
    highWater: 10,
  },
  '/api/server/dead-letters': page(),
}

/** Requests the pages made, as "METHOD path", with their headers. */
export interface Asked {
  request: string
  headers: Headers
  body: string
}

/** A server that answers every page, in place of `fetch`. `refuse` maps a path to a status, `codes` to the refusal's code. */
export function fakeServer(): {
  asked: Asked[]
  urls: string[]
  refuse: Map<string, number>
  codes: Map<string, string>
  fetch: typeof fetch
} {
  const asked: Asked[] = []
  const urls: string[] = []
  const refuse = new Map<string, number>()
  const codes = new Map<string, string>()
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(
      input instanceof Request ? input : new URL(String(input), location.href),
      init,
    )
    const path = new URL(request.url).pathname
    urls.push(request.url)
    asked.push({
      request: `${request.method} ${path}`,
      headers: request.headers,
      body: await request.clone().text(),
    })
    if (path === '/api/live') return new Response(new ReadableStream(), { status: 200 })
    const status = refuse.get(path) ?? (request.method === 'GET' ? (path in answers ? 200 : 404) : 204)
    if (status === 204) return new Response(null, { status, headers: { 'Mesh-Sequence': '11' } })
    const body =
      status === 200
        ? answers[path]
        : { type: codes.get(path) ?? 'refused', title: 'Refused', status, detail: `The answer is ${status}.` }
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  }
  return { asked, urls, refuse, codes, fetch: answer as typeof fetch }
}
