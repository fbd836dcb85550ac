import type { AuditEntry, CodeRow, DeviceRow, GroupRow, HeldRow, JobRow, RunRow, SessionRow } from '../types'
import type { StreamMessage } from './sse'

/** The finished rows that the feed carries, by the name of their view. */
export interface ViewRows {
  DeviceRow: DeviceRow
  GroupRow: GroupRow
  SessionRow: SessionRow
  HeldRow: HeldRow
  CodeRow: CodeRow
  JobRow: JobRow
  RunRow: RunRow
}

export type ViewName = keyof ViewRows

export interface Presence {
  deviceId: string
  online: boolean
  at: string
  address: string
}

/** What one message of `GET /api/live` means to the page. */
export type FeedEvent =
  | { [V in ViewName]: { type: 'row'; view: V; row: ViewRows[V] } }[ViewName]
  | { type: 'gone'; view: string; id: string }
  | { type: 'presence'; presence: Presence }
  | { type: 'audit'; entry: AuditEntry }
  | { type: 'resync' }
  | { type: 'unknown'; view: string }

const views: Record<ViewName, true> = {
  DeviceRow: true,
  GroupRow: true,
  SessionRow: true,
  HeldRow: true,
  CodeRow: true,
  JobRow: true,
  RunRow: true,
}

const isView = (name: string): name is ViewName => Object.hasOwn(views, name)

/** Reads a message; one whose data is not what its name promises is `unknown`, never an exception. */
export function readEvent(message: StreamMessage): FeedEvent {
  if (message.event === 'resync') return { type: 'resync' }
  const unknown: FeedEvent = { type: 'unknown', view: message.event }
  const data = parse(message.data)
  if (data === null) return unknown
  if (isView(message.event) && typeof data.id === 'string')
    return { type: 'row', view: message.event, row: data } as unknown as FeedEvent
  if (message.event === 'Gone' && typeof data.view === 'string' && typeof data.id === 'string')
    return { type: 'gone', view: data.view, id: data.id }
  if (message.event === 'Presence' && typeof data.deviceId === 'string' && typeof data.online === 'boolean')
    return { type: 'presence', presence: data as unknown as Presence }
  if (message.event === 'Audit' && typeof data.sequence === 'number')
    return { type: 'audit', entry: data as unknown as AuditEntry }
  return unknown
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
