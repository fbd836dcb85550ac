import { describe, expect, it } from 'vitest'
import { attention, touchesOf } from '../../src/api/touches'

describe('what a person does on the page', () => {
  const page = () => {
    let now = 1_000_000
    const target = new EventTarget()
    const touches = touchesOf(() => now, target as unknown as Window)
    return {
      touches,
      target,
      pass: (ms: number) => {
        now += ms
      },
    }
  }

  it('counts a page as attended for a minute after each key, click or turn of the wheel', () => {
    const { touches, target, pass } = page()
    for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
      pass(attention + 1)
      expect(touches.attended()).toBe(false)
      target.dispatchEvent(new Event(sign))
      expect(touches.attended()).toBe(true)
    }
  })

  it('knows how long ago the server heard of it', () => {
    const { touches, pass } = page()
    expect(touches.told(1000)).toBe(false)
    touches.tell()
    expect(touches.told(1000)).toBe(true)
    pass(1000)
    expect(touches.told(1000)).toBe(false)
  })
})
