import { describe, expect, it } from 'vitest'
import { sayState } from '../../src/features/terminal/state-words'
import type { State } from '../../src/kit/tunnel/states'

const problem = { type: 'x', title: 'Refused', status: 409, detail: 'The device is offline.', traceId: 't1' }

describe('sayState', () => {
  it.each<[State, string]>([
    [{ name: 'asking' }, 'Asking the server for a session…'],
    [{ name: 'open', recorded: false }, 'Connected'],
    [{ name: 'open', recorded: true }, 'Connected · this session is recorded'],
    [{ name: 'broken', tries: 2, retryAt: null }, 'Connection broken. Joining the same shell again (try 2)…'],
    [
      { name: 'broken', tries: 2, retryAt: 3500 },
      'Connection broken. Next try in 3 s; the shell is kept for a minute.',
    ],
    [{ name: 'over', end: { why: 'device', message: null, exit: 0 } }, 'The shell has ended with code 0.'],
    [{ name: 'over', end: { why: 'device', message: null, exit: null } }, 'The shell has ended.'],
    [{ name: 'over', end: { why: 'device', message: 'Not now.', exit: 1 } }, 'Not now.'],
    [{ name: 'over', end: { why: 'refused', problem } }, 'The device is offline.'],
  ])('words %j', (state, words) => {
    expect(sayState(state, 1000)).toBe(words)
  })

  it('has words for every end', () => {
    for (const why of ['left', 'no-answer', 'lost'] as const) {
      const words = sayState({ name: 'over', end: { why } }, 0)
      expect(words).toMatch(/\.$/)
      expect(words).not.toMatch(/^state\./)
    }
  })
})
