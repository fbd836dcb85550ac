import { describe, expect, it } from 'vitest'
import { each } from '../../src/features/devices/each'
import { tagged } from '../../src/features/devices/many-forms'

describe('tagged', () => {
  it.each([
    [['prod'], ['new'], [], ['prod', 'new']],
    [['Prod'], ['prod'], [], ['Prod']],
    [['Prod', 'old'], [], ['PROD'], ['old']],
    [['a'], ['b'], ['b'], ['a']],
    [[], [], ['x'], []],
  ])('%j with %j and without %j is %j', (had, add, remove, now) => {
    expect(tagged(had, add, remove)).toEqual(now)
  })
})

describe('each', () => {
  it('goes on with the others when one goes wrong, a few at a time', async () => {
    let running = 0
    let most = 0
    const over: [number, unknown][] = []
    await each(
      Array.from({ length: 20 }, (_, index) => index),
      async (row) => {
        most = Math.max(most, ++running)
        await Promise.resolve()
        running--
        if (row === 3) throw new Error('no')
      },
      (row, error) => over.push([row, error]),
      new AbortController().signal,
    )
    expect(over).toHaveLength(20)
    expect(over.filter(([, error]) => error !== null).map(([row]) => row)).toEqual([3])
    expect(most).toBeLessThanOrEqual(6)
    expect(most).toBeGreaterThan(1)
  })

  it('begins nothing more once it is stopped', async () => {
    const stop = new AbortController()
    let done = 0
    await each(
      Array.from({ length: 50 }, (_, index) => index),
      async () => {
        if (++done === 7) stop.abort()
      },
      () => undefined,
      stop.signal,
    )
    expect(done).toBeLessThan(20)
  })
})
