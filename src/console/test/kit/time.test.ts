import { describe, expect, it } from 'vitest'
import { bytes, duration, exact, fromLocalInput, relative, stamp, toLocalInput } from '../../src/kit/time'

const now = Date.parse('2026-03-03T12:00:00Z')
const ago = (ms: number) => new Date(now - ms).toISOString()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('relative', () => {
  it.each([
    [ago(3_000), 'now'],
    [ago(50_000), '1 min. ago'],
    [ago(3 * minute), '3 min. ago'],
    [ago(5 * hour), '5 hr. ago'],
    [ago(day), 'yesterday'],
    [ago(9 * day), '9 days ago'],
    [ago(90 * day), '3 mo. ago'],
    [ago(800 * day), '2 yr. ago'],
    [new Date(now + 2 * hour).toISOString(), 'in 2 hr.'],
    ['not a time', ''],
  ])('words %s as %s', (at, words) => {
    expect(relative(at, now, 'en')).toBe(words)
  })

  it('speaks other languages', () => {
    expect(relative(ago(5 * hour), now, 'de')).toBe('vor 5 Std.')
  })
})

describe('exact and stamp', () => {
  it('names the year only when it is another one', () => {
    const at = new Date(2026, 2, 3, 9, 14, 5)
    expect(stamp(at, new Date(2026, 5, 1).getTime(), 'en')).toBe('Mar 3, 9:14:05 AM')
    expect(stamp(at, new Date(2027, 5, 1).getTime(), 'en')).toBe(exact(at, 'en'))
    expect(exact(at, 'en')).toContain('2026')
    expect(exact('?', 'en')).toBe('')
  })
})

describe('duration', () => {
  it.each([
    [0, '0 sec'],
    [38_000, '38 sec'],
    [2 * hour + 5 * minute + 9_000, '2 hr 5 min'],
    [3 * day, '3 days'],
    [hour, '1 hr'],
    [-5, '0 sec'],
  ])('words %d ms as %s', (ms, words) => {
    expect(duration(ms, 'en')).toBe(words)
  })
})

describe('local input', () => {
  it('comes back as the same minute', () => {
    const at = new Date(2026, 2, 3, 9, 14)
    expect(toLocalInput(at)).toBe('2026-03-03T09:14')
    expect(fromLocalInput(toLocalInput(at))).toBe(at.toISOString())
    expect(fromLocalInput('')).toBeNull()
    expect(fromLocalInput('yesterday')).toBeNull()
  })
})

describe('bytes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1200, '1.2 kB'],
    [1_000_000, '1 MB'],
    [5.5e12, '5.5 TB'],
  ])('words %d as %s', (count, words) => {
    expect(bytes(count, 'en')).toBe(words)
  })
})
