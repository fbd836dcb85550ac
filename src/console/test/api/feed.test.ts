import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FeedEvent } from '../../src/api/live/events'
import { backOff, Feed, gather, silence } from '../../src/api/live/feed'

/** One opened stream: what it was asked for, and a way to write to it. */
interface Opened {
  lastId: string
  write(text: string): void
  end(): void
}

/** A problem whose body, as a browser's, cannot be read any more once its request was aborted. */
function refusal(status: number, signal: AbortSignal): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await Promise.resolve()
      if (signal.aborted) return controller.error(signal.reason)
      controller.enqueue(new TextEncoder().encode(JSON.stringify({ type: 'identity.idle', status })))
      controller.close()
    },
  })
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } })
}

describe('Feed', () => {
  let opened: Opened[]
  let bursts: FeedEvent[][]
  let answer: 'stream' | 'fail' | number
  let signedOut: string | null
  let feed: Feed

  const open = (lastId: string, signal: AbortSignal): Promise<Response> => {
    if (answer === 'fail') return Promise.reject(new TypeError('no connection'))
    if (typeof answer === 'number') return Promise.resolve(refusal(answer, signal))
    let out: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        out = controller
        signal.addEventListener('abort', () => controller.error(signal.reason))
      },
    })
    opened.push({
      lastId,
      write: (text) => out?.enqueue(new TextEncoder().encode(text)),
      end: () => out?.close(),
    })
    return Promise.resolve(new Response(body, { status: 200 }))
  }
  const settle = () => vi.advanceTimersByTimeAsync(0)

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    opened = []
    bursts = []
    answer = 'stream'
    signedOut = null
    feed = new Feed({
      open,
      onBurst: (burst) => bursts.push(burst),
      onSignedOut: (code) => {
        signedOut = code
      },
    })
  })
  afterEach(() => {
    feed.stop()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('is live once the stream answers, and gathers a burst', async () => {
    feed.start()
    expect(feed.state.phase).toBe('Connecting')
    await settle()
    expect(feed.state.phase).toBe('Live')
    opened[0]?.write('id: 1\nevent: Gone\ndata: {"view":"GroupRow","id":"a"}\n\n')
    await settle()
    opened[0]?.write('id: 2\nevent: Gone\ndata: {"view":"GroupRow","id":"b"}\n\n')
    await settle()
    expect(bursts).toEqual([])
    await vi.advanceTimersByTimeAsync(gather)
    expect(bursts.map((burst) => burst.length)).toEqual([2])
  })

  it('resumes after the last sequence it saw', async () => {
    feed.start()
    await settle()
    opened[0]?.write('id: 41\nevent: resync\ndata: \n\n: alive\n\nevent: Presence\ndata: {}\n\n')
    await settle()
    opened[0]?.end()
    await settle()
    expect(feed.state.phase).toBe('Reconnecting')
    expect(feed.state.retryAt).toBe(Date.now() + backOff(1))
    await vi.advanceTimersByTimeAsync(backOff(1))
    expect(opened.map((each) => each.lastId)).toEqual(['', '41'])
    expect(feed.state.phase).toBe('Live')
  })

  it('waits longer each time, says offline after a minute, and comes back', async () => {
    answer = 'fail'
    feed.start()
    await settle()
    expect(feed.state.phase).toBe('Reconnecting')
    await vi.advanceTimersByTimeAsync(95_000)
    expect(feed.state.phase).toBe('Offline')
    answer = 'stream'
    feed.reconnectNow()
    await settle()
    expect(feed.state.phase).toBe('Live')
    expect([1, 2, 3, 4, 5, 6, 7].map(backOff)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('gives up a stream that has gone silent', async () => {
    feed.start()
    await settle()
    await vi.advanceTimersByTimeAsync(silence)
    expect(opened).toHaveLength(2)
    expect(feed.state.phase).toBe('Live')
  })

  it('stays closed when the login has ended', async () => {
    answer = 401
    feed.start()
    await settle()
    expect(signedOut).toBe('identity.idle')
    answer = 'stream'
    await vi.advanceTimersByTimeAsync(120_000)
    expect(opened).toHaveLength(0)
  })

  it('lets a command wait for its own fact', async () => {
    feed.start()
    await settle()
    const early = feed.passed(7, 2000)
    const late = feed.passed(9, 2000)
    opened[0]?.write('id: 8\nevent: resync\ndata: \n\n')
    await vi.advanceTimersByTimeAsync(gather)
    await expect(early).resolves.toBe(true)
    await vi.advanceTimersByTimeAsync(2000)
    await expect(late).resolves.toBe(false)
    await expect(feed.passed(8, 0)).resolves.toBe(true)
  })
})
