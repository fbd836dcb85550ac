import { beforeEach, describe, expect, it, vi } from 'vitest'
import { longestClipboard, SharedClipboard } from '../../src/features/desktop/clipboard'

describe('SharedClipboard', () => {
  let held: string
  let refuses: boolean
  let away: boolean
  const own = {
    readText: () => (refuses ? Promise.reject(new Error('denied')) : Promise.resolve(held)),
    writeText: (text: string) => {
      if (away) return Promise.reject(new Error('not focused'))
      held = text
      return Promise.resolve()
    },
  }
  const sink = { send: vi.fn(), want: vi.fn(), changed: vi.fn(), tooLong: vi.fn() }
  let shared: SharedClipboard

  beforeEach(() => {
    vi.clearAllMocks()
    ;[held, refuses, away] = ['', false, false]
    shared = new SharedClipboard(own, sink)
  })

  it('passes nothing until it is switched on', async () => {
    held = 'secret'
    await shared.look()
    await shared.received('theirs')
    expect(sink.send).not.toHaveBeenCalled()
    expect(held).toBe('secret')
  })

  it('passes each text once, both ways, and no echo', async () => {
    held = 'mine'
    await shared.toggle()
    expect(sink.want).toHaveBeenCalledWith(true)
    expect(sink.send).toHaveBeenCalledWith('mine')
    await shared.look()
    await shared.received('theirs')
    expect(held).toBe('theirs')
    await shared.look()
    expect(sink.send).toHaveBeenCalledTimes(1)
    shared.begun()
    expect(sink.want).toHaveBeenCalledTimes(2)
  })

  it('says so when the browser does not let it read, and goes on the other way', async () => {
    refuses = true
    await shared.toggle()
    expect(shared.state).toBe('fromDevice')
    await shared.received('theirs')
    expect(held).toBe('theirs')
  })

  it('keeps what came while the page did not have the keyboard', async () => {
    await shared.toggle()
    away = true
    await shared.received('theirs')
    expect(held).toBe('')
    away = false
    await shared.look()
    expect(held).toBe('theirs')
    expect(sink.send).not.toHaveBeenCalled()
  })

  it('passes nothing that is too long, and nothing after it was switched off', async () => {
    held = 'x'.repeat(longestClipboard + 1)
    await shared.toggle()
    expect(sink.tooLong).toHaveBeenCalledTimes(1)
    expect(sink.send).not.toHaveBeenCalled()
    await shared.toggle()
    expect(sink.want).toHaveBeenLastCalledWith(false)
    await shared.received('theirs')
    expect(held).not.toBe('theirs')
  })
})
