import { describe, expect, it } from 'vitest'
import { watchRelease } from '../../src/features/terminal/release'

const all = { ctrlKey: true, altKey: true, shiftKey: true }

function run(...keys: [type: 'keydown' | 'keyup', init: KeyboardEventInit][]): number {
  const target = new EventTarget()
  let released = 0
  watchRelease(target, () => released++)
  for (const [type, init] of keys) target.dispatchEvent(new KeyboardEvent(type, init))
  return released
}

describe('watchRelease', () => {
  it('gives the keyboard back once when the three are let go', () => {
    expect(
      run(['keydown', { key: 'Shift', ...all }], ['keyup', { key: 'Alt' }], ['keyup', { key: 'Shift' }]),
    ).toBe(1)
  })

  it('does nothing when they belong to another key, or one is missing', () => {
    expect(
      run(
        ['keydown', { key: 'Shift', ...all }],
        ['keydown', { key: 'F', ...all }],
        ['keyup', { key: 'Shift' }],
      ),
    ).toBe(0)
    expect(run(['keydown', { key: 'Alt', ctrlKey: true, altKey: true }], ['keyup', { key: 'Alt' }])).toBe(0)
  })
})
