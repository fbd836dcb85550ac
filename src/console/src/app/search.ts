/** What an address may carry after `?`; anything else in it is dropped, so that a link cannot break a page. */
type Raw = Record<string, unknown>

const text = (value: unknown): string | undefined => {
  // The router reads `?q=12` as a number and `?q=true` as a boolean; here all is text.
  const words =
    typeof value === 'string'
      ? value
      : typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : ''
  return words.trim() === '' ? undefined : words.slice(0, 2000)
}

const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((option) => option === value)

const moment = (value: unknown): string | undefined => {
  const words = text(value)
  return words && !Number.isNaN(Date.parse(words)) ? words : undefined
}

/** Drops what is absent, so that addresses stay short. */
function some<T extends Raw>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof some<T>
  >
}

export const deviceSorts = ['name', '-name', 'os', '-os'] as const

export const devicesSearch = (raw: Raw) =>
  some({ q: text(raw.q), sort: oneOf(raw.sort, deviceSorts), asOf: moment(raw.asOf) })

export const deviceTabs = [
  'overview',
  'history',
  'sessions',
  'jobs',
  'processes',
  'services',
  'journal',
] as const
export const deviceSearch = (raw: Raw) => some({ tab: oneOf(raw.tab, deviceTabs), asOf: moment(raw.asOf) })

/** A path is whole or not there: a cut one would be another path. */
export const filesSearch = (raw: Raw) =>
  some({
    path: typeof raw.path === 'string' && raw.path !== '' && raw.path.length <= 8192 ? raw.path : undefined,
  })

export const addSearch = (raw: Raw) =>
  some({ groupId: text(raw.groupId), first: raw.first === true ? true : undefined })

export const sessionsSearch = (raw: Raw) =>
  some({ show: oneOf(raw.show, ['ended'] as const), deviceId: text(raw.deviceId) })

/** Whom a command is for: one device, or all that a search finds. */
export const newJobSearch = (raw: Raw) => some({ deviceId: text(raw.deviceId), q: text(raw.q) })

export const jobSearch = (raw: Raw) => some({ run: text(raw.run) })

export const auditSearch = (raw: Raw) =>
  some({
    q: text(raw.q),
    person: text(raw.person),
    deviceId: text(raw.deviceId),
    groupId: text(raw.groupId),
    sessionId: text(raw.sessionId),
    jobId: text(raw.jobId),
    kind: text(raw.kind),
    outcome: oneOf(raw.outcome, ['Done', 'Refused', 'Requested', 'Failed', 'Unknown'] as const),
    from: moment(raw.from),
    to: moment(raw.to),
    event: text(raw.event),
  })

/** Only a path of this server: `//host` and `https:` would lead a person away after signing in. */
export const signInSearch = (raw: Raw) => {
  const next = text(raw.next)
  return some({
    next: next && /^\/(?![/\\])/.test(next) ? next : undefined,
    idle: raw.idle === true ? true : undefined,
  })
}
