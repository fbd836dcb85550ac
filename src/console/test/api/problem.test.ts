import { describe, expect, it } from 'vitest'
import { asProblem, fieldError, isProblem, retryAfter, statusOf } from '../../src/api/problem'

const now = Date.parse('2026-03-03T09:14:00Z')

describe('retryAfter', () => {
  it.each([
    ['17', 17],
    ['0', 0],
    ['-3', 0],
    ['Tue, 03 Mar 2026 09:14:30 GMT', 30],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %s as %s', (header, seconds) => {
    expect(retryAfter(header, now)).toBe(seconds)
  })
})

describe('asProblem', () => {
  it('keeps the words of the server and adds the waiting time', async () => {
    const body = JSON.stringify({
      type: 'identity.too-many-tries',
      title: 'Too many',
      status: 429,
      detail: 'Wait.',
    })
    const headers = { 'Content-Type': 'application/problem+json', 'Retry-After': '5' }
    expect(await asProblem(new Response(body, { status: 429, headers }))).toMatchObject({
      type: 'identity.too-many-tries',
      detail: 'Wait.',
      retryAfter: 5,
    })
  })

  it.each([
    ['text/html', '<h1>Bad gateway</h1>'],
    ['application/json', '{'],
    ['application/json', 'null'],
  ])('makes a problem of %s', async (type, body) => {
    const problem = await asProblem(new Response(body, { status: 502, headers: { 'Content-Type': type } }))
    expect(problem).toMatchObject({ type: 'http', status: 502 })
  })
})

describe('errors', () => {
  it('tells refusals from broken connections', () => {
    const refusal = { type: 'stale', title: 'Stale', status: 409, errors: { name: ['Taken.', 'Too long.'] } }
    expect(isProblem(refusal)).toBe(true)
    expect(statusOf(refusal)).toBe(409)
    expect(fieldError(refusal, 'name')).toBe('Taken.')
    expect(fieldError(refusal, 'email')).toBeUndefined()
    expect(statusOf(new TypeError('Failed to fetch'))).toBe(0)
    expect(isProblem(null)).toBe(false)
  })
})
