const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Times in words of the person's language: "3 min. ago", "in 2 hr.", "yesterday". */
export function relative(at: string | number | Date, now: number, language?: string): string {
  const time = new Date(at).getTime()
  if (Number.isNaN(time)) return ''
  const distance = time - now
  const size = Math.abs(distance)
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  if (size < 45_000) return words.format(0, 'second')
  if (size < hour) return words.format(Math.round(distance / minute) || Math.sign(distance), 'minute')
  if (size < day) return words.format(Math.round(distance / hour), 'hour')
  if (size < 30 * day) return words.format(Math.round(distance / day), 'day')
  if (size < 365 * day) return words.format(Math.round(distance / (30 * day)), 'month')
  return words.format(Math.round(distance / (365 * day)), 'year')
}

/** Day and time to the second, with the year. Empty for what is no time. */
export function exact(at: string | number | Date, language?: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return ''
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time)
}

/** Day and time to the second; the year only when it is not the one of `now`. */
export function stamp(at: string | number | Date, now: number, language?: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return ''
  if (time.getFullYear() !== new Date(now).getFullYear()) return exact(time, language)
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  }).format(time)
}

/** Hours, minutes and seconds alone, for lists that have a heading for each day. */
export function clock(at: string | number | Date, language?: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return ''
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(time)
}

export function dayOf(at: string | number | Date, language?: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return ''
  return new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(time)
}

/** A length of time by its two largest units: "2 h 5 min", "38 s". */
export function duration(milliseconds: number, language?: string): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
  if (seconds < 60) return unit(seconds, 'second')
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, name]) => unit(value, name))
    .join(' ')
}

/** What `<input type="datetime-local">` holds, in the person's own time zone: `2026-03-03T09:14`. */
export function toLocalInput(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Such an input's value as ISO 8601 in UTC, or null when it is no time. */
export function fromLocalInput(value: string): string | null {
  const time = new Date(value)
  return value === '' || Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/** Bytes with a unit: 1.2 MB. Powers of 1000, as `MB` says. */
export function bytes(count: number, language?: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const step = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3))
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(count / 1000 ** step)
}
