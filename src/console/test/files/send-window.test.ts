import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pieceSize } from '../../src/features/files/codec'
import { SendWindow } from '../../src/features/files/send-window'

let clock = 0
beforeEach(() => {
  clock = 0
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
})
afterEach(() => vi.restoreAllMocks())

/** Sends until it is shut; how many pieces that were. */
function fill(window: SendWindow, from: number): number {
  let at = from
  while (window.open) {
    at += pieceSize
    window.sent(at)
  }
  return (at - from) / pieceSize
}

describe('the window of an upload', () => {
  it.each([
    ['a fast line', 5, 32],
    ['one that is neither', 500, 8],
    ['a slow line', 5000, 2],
  ])('on %s (%d ms) comes to %d pieces', (_, takes, pieces) => {
    const window = new SendWindow(3 * pieceSize)
    let sent = 3 * pieceSize
    for (let round = 0; round < 20; round++) {
      sent += fill(window, sent) * pieceSize
      clock += takes
      expect(window.acknowledged(sent)).toBe(true)
    }
    expect(fill(window, sent)).toBe(pieces)
  })

  it('takes no acknowledgement of what was not sent, or twice', () => {
    const window = new SendWindow(0)
    window.sent(100)
    window.sent(200)
    expect(window.acknowledged(201)).toBe(false)
    expect(window.acknowledged(100)).toBe(true)
    expect(window.acknowledged(100)).toBe(false)
    expect(window.acknowledged(50)).toBe(false)
    expect(window.acknowledged(Number.NaN)).toBe(false)
    expect(window.taken).toBe(100)
  })
})
