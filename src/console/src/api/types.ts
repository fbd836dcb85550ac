import type { components } from './schema'

type Schemas = components['schemas']

export type Problem = Schemas['Problem'] & {
  /** Seconds until the server accepts another try (429). */
  retryAfter?: number
}
export type Me = Schemas['Me']
export type LoginRow = Schemas['OwnLogin']
export type TokenRow = Schemas['OwnToken']
export type UserRow = Schemas['UserRow']
export type ConsentRule = NonNullable<Schemas['GroupRow']['consent']>
export type GroupRow = Schemas['GroupRow']
export type GroupPerson = Schemas['GroupPerson']
export type Right = Schemas['RightWord']
export type DeviceRow = Schemas['DeviceRow']
export type DeviceList = Schemas['DeviceList']
export type DevicePage = Schemas['DevicePage']
export type JournalRow = Schemas['JournalRow']
export type JournalRows = Schemas['JournalRows']
export type DeviceFacets = Schemas['DeviceFacets']
export type CodeRow = Schemas['CodeRow']
export type HeldRow = Schemas['HeldRow']
export type ChannelKind = Schemas['StartSession']['kind']
export type SessionPass = Schemas['SessionPass']
export type SessionRow = Schemas['SessionRow']
export type JobRow = Schemas['JobRow']
export type JobMade = Schemas['JobMade']
export type JobPage = Schemas['JobPage']
export type RunRow = Schemas['RunRow']
export type RunPage = Schemas['RunPage']
export type RunCounts = Schemas['RunCounts']
export type AuditEntry = Schemas['AuditEntry']
export type AuditChange = Schemas['FieldChange']
export type HealthTile = Schemas['HealthTile']
export type ProjectionRow = Schemas['ProjectionRow']
export type DeadLetter = Schemas['DeadLetter']
