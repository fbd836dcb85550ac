import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { controlPrefix } from '../../src/features/terminal/codec'
import { Connection } from '../../src/features/terminal/connection'
import { keptFor, measureEvery, patience, silence } from '../../src/features/terminal/states'
import { FakeHost, Recorder } from './fake'

const control = (rest: string) => `${controlPrefix}${rest}`
const refused = {
  type: 'sessions.device-offline',
  title: 'Offline',
  status: 409,
  detail: 'The device is offline.',
}

describe('Connection', () => {
  let host: FakeHost
  let sink: Recorder
  let connection: Connection
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const state = () => connection.state

  /** Brings the newest tunnel to the point where the shell is there. */
  async function open(): Promise<void> {
    await settle()
    host.last.onopen?.()
    host.last.text('c')
  }

  beforeEach(() => {
    vi.useFakeTimers()
    host = new FakeHost()
    sink = new Recorder()
    connection = new Connection(host, sink, { cols: 120, rows: 30 }, '/bin/bash')
  })
  afterEach(() => {
    connection.leave()
    vi.useRealTimers()
  })

  it('asks, connects, waits for the device, and sends options before the protocol', async () => {
    connection.start()
    await open()
    expect(sink.states.map((each) => each.name)).toEqual(['asking', 'connecting', 'waiting', 'open'])
    expect(host.last.texts).toEqual(['{"type":"options","cols":120,"rows":30,"shell":"/bin/bash"}', '1'])
    expect(host.last.binaryType).toBe('arraybuffer')
  })

  it('knows that a session is recorded', async () => {
    connection.start()
    await settle()
    host.last.text('cr')
    expect(state()).toEqual({ name: 'open', recorded: true })
  })

  it('passes bytes both ways, and keys only while there is a shell', async () => {
    connection.start()
    connection.input(Uint8Array.of(1))
    await open()
    connection.input(Uint8Array.of(2, 3))
    host.last.bytes(65, 66)
    expect(host.last.sent).toEqual([2, 3])
    expect(sink.bytes).toEqual([65, 66])
  })

  it('answers pings, measures the round trip, and shows what the device says', async () => {
    connection.start()
    await open()
    host.last.text(control('ping"}'))
    expect(host.last.texts.at(-1)).toBe(control('pong"}'))
    await vi.advanceTimersByTimeAsync(measureEvery)
    const asked = host.last.texts.at(-1) ?? ''
    expect(asked.startsWith(control('rtt"'))).toBe(true)
    await vi.advanceTimersByTimeAsync(14)
    host.last.text(asked)
    expect(sink.latencies).toEqual([14])
    host.last.text(control('console","msg":"Waiting for consent"}'))
    expect(sink.messages).toEqual(['Waiting for consent'])
  })

  it('tells the device its size, once for each change', async () => {
    connection.start()
    await open()
    connection.resize({ cols: 80, rows: 24 })
    connection.resize({ cols: 80, rows: 24 })
    expect(host.last.texts.slice(2)).toEqual([control('termsize","cols":80,"rows":24}')])
  })

  it('joins the same session again and goes on behind the last byte', async () => {
    connection.start()
    await open()
    host.last.bytes(1, 2, 3)
    host.last.break()
    expect(state()).toMatchObject({ name: 'broken', retryAt: null })
    await open()
    expect(host.asked).toEqual(['start', '/relay?n=1', 'rejoin s1', '/relay?n=2'])
    expect(host.last.texts[0]).toContain('"resume":3')
    host.last.text(control('resumed","from":3,"lost":0}'))
    host.last.bytes(4, 5)
    expect(sink.bytes).toEqual([1, 2, 3, 4, 5])
    expect(sink.notices).toEqual([{ kind: 'resumed' }])
  })

  it('drops what it has seen when the device starts earlier, however it is cut', async () => {
    for (let cut = 0; cut <= 5; cut++) {
      const own = new Recorder()
      const each = new Connection(host, own, { cols: 80, rows: 24 }, undefined)
      each.start()
      await open()
      host.last.bytes(1, 2, 3)
      host.last.break()
      await open()
      host.last.text(control('resumed","from":1,"lost":0}'))
      const rest = [2, 3, 4, 5, 6]
      host.last.bytes(...rest.slice(0, cut))
      host.last.bytes(...rest.slice(cut))
      expect(own.bytes, `cut at ${cut}`).toEqual([1, 2, 3, 4, 5, 6])
      each.leave()
    }
  })

  it('says how much is lost, and counts on from there', async () => {
    connection.start()
    await open()
    host.last.bytes(1, 2)
    host.last.break()
    await open()
    host.last.text(control('resumed","from":502,"lost":500}'))
    host.last.bytes(9)
    expect(sink.notices).toEqual([{ kind: 'lost', bytes: 500 }])
    host.last.break()
    await vi.advanceTimersByTimeAsync(1_000)
    await open()
    expect(host.last.texts[0]).toContain('"resume":503')
  })

  it('says when the device knows nothing of the old shell', async () => {
    connection.start()
    await open()
    host.last.bytes(1, 2)
    host.last.break()
    await open()
    host.last.bytes(7)
    expect(sink.notices).toEqual([{ kind: 'fresh' }])
    expect(sink.bytes).toEqual([1, 2, 7])
  })

  it('follows the session that continues the old one', async () => {
    connection.start()
    await open()
    host.sessionId = 's2'
    host.last.break()
    await open()
    host.last.break()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(host.asked).toContain('rejoin s2')
  })

  it('tries while the shell is kept, then is over', async () => {
    connection.start()
    await open()
    host.failure = new TypeError('no connection')
    host.last.break()
    await settle()
    expect(state()).toMatchObject({ name: 'broken', tries: 2 })
    await vi.advanceTimersByTimeAsync(keptFor)
    expect(state()).toEqual({ name: 'over', end: { why: 'lost' } })
    const tries = host.asked.length
    await vi.advanceTimersByTimeAsync(keptFor)
    expect(host.asked.length).toBe(tries)
  })

  it('can be told to try at once', async () => {
    connection.start()
    await open()
    host.failure = new TypeError('no connection')
    host.last.break()
    await settle()
    host.failure = null
    connection.retryNow()
    await open()
    expect(state().name).toBe('open')
  })

  it('is over at once when the server refuses', async () => {
    host.failure = refused
    connection.start()
    await settle()
    expect(state()).toEqual({ name: 'over', end: { why: 'refused', problem: refused } })
  })

  it('is over when the right is taken away during a break, but outlasts a busy server', async () => {
    connection.start()
    await open()
    host.failure = { ...refused, status: 503 }
    host.last.break()
    await settle()
    expect(state().name).toBe('broken')
    host.failure = { ...refused, status: 403, type: 'not-allowed' }
    connection.retryNow()
    await settle()
    expect(state()).toMatchObject({ name: 'over', end: { why: 'refused' } })
  })

  it('waits for a device whose agent is not back yet after the server died', async () => {
    connection.start()
    await open()
    host.failure = { ...refused, status: 409, type: 'sessions.device-offline' }
    host.last.break()
    await settle()
    expect(state().name).toBe('broken')
    host.failure = null
    connection.retryNow()
    await open()
    expect(state().name).toBe('open')
  })

  it('does not wait for ever for a device that does not come', async () => {
    connection.start()
    await settle()
    await vi.advanceTimersByTimeAsync(patience)
    expect(state()).toEqual({ name: 'over', end: { why: 'no-answer' } })
    expect(host.last.closed).toBe(true)
  })

  it('takes a silent connection for a broken one', async () => {
    connection.start()
    await open()
    await vi.advanceTimersByTimeAsync(silence + measureEvery)
    expect(host.asked).toContain('rejoin s1')
  })

  it('is over with the code when the shell ends, and then the socket does not matter', async () => {
    connection.start()
    await open()
    const socket = host.last
    socket.text(control('close","exit":3}'))
    socket.break()
    await settle()
    expect(state()).toEqual({ name: 'over', end: { why: 'exit', exit: 3 } })
    expect(host.asked).not.toContain('rejoin s1')
  })

  it('says goodbye when it is left, and uses no pass that comes too late', async () => {
    connection.start()
    await open()
    connection.leave()
    expect(host.last.texts.at(-1)).toBe(control('close"}'))
    expect(host.last.closed).toBe(true)

    const early = new Connection(host, sink, { cols: 80, rows: 24 }, undefined)
    early.start()
    early.leave()
    await settle()
    expect(host.sockets).toHaveLength(1)
    expect(early.state).toEqual({ name: 'over', end: { why: 'left' } })
  })
})
