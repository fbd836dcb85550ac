import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection, type Notice, type Sink } from '../../src/features/terminal/connection'
import type { State } from '../../src/kit/tunnel/states'
import { control, FakeHost } from '../kit/tunnel/fake'

/** Writes down all that a connection tells the page. */
class Recorder implements Sink {
  readonly states: State[] = []
  readonly notices: Notice[] = []
  readonly bytes: number[] = []
  readonly messages: (string | null)[] = []
  readonly latencies: number[] = []

  state = (state: State) => void this.states.push(state)
  notice = (notice: Notice) => void this.notices.push(notice)
  output = (bytes: Uint8Array) => void this.bytes.push(...bytes)
  console = (message: string | null) => void this.messages.push(message)
  latency = (milliseconds: number) => void this.latencies.push(milliseconds)
}

describe('a terminal connection', () => {
  let host: FakeHost
  let sink: Recorder
  let connection: Connection

  /** Brings the newest tunnel to the point where the shell is there. */
  async function open(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0)
    host.join()
  }
  async function cut(): Promise<void> {
    host.last.break()
    await vi.advanceTimersByTimeAsync(1_000)
    host.join()
  }

  beforeEach(async () => {
    vi.useFakeTimers()
    host = new FakeHost()
    sink = new Recorder()
    connection = new Connection(host, sink, { cols: 120, rows: 30 }, '/bin/bash')
    connection.start()
  })
  afterEach(() => {
    connection.leave()
    vi.useRealTimers()
  })

  it('asks for its shell in its size', async () => {
    await open()
    expect(host.last.texts.slice(0, 2)).toEqual([
      '{"type":"options","cols":120,"rows":30,"shell":"/bin/bash"}',
      '1',
    ])
    expect(connection.state).toEqual({ name: 'open', recorded: false })
  })

  it('leaves the shell to the device when none is asked for', async () => {
    const other = new Connection(host, sink, { cols: 1, rows: 2 }, undefined)
    other.start()
    await open()
    expect(host.last.texts[0]).toBe('{"type":"options","cols":1,"rows":2}')
    other.leave()
  })

  it('passes bytes both ways, and keys only while there is a shell', async () => {
    connection.input(Uint8Array.of(1))
    await open()
    connection.input(Uint8Array.of(2, 3))
    host.last.bytes(65, 66)
    expect(host.last.sent).toEqual([2, 3])
    expect(sink.bytes).toEqual([65, 66])
  })

  it('keeps keys back while the person at the device is asked', async () => {
    await open()
    host.last.text(control('consent","state":"asked","seconds":30}'))
    connection.input(Uint8Array.of(1))
    host.last.text(control('consent","state":"given"}'))
    connection.input(Uint8Array.of(2))
    expect(host.last.sent).toEqual([2])
  })

  it('shows what the device says and how far away it is', async () => {
    await open()
    host.last.text(control('console","msg":"Waiting for consent"}'))
    expect(sink.messages).toEqual(['Waiting for consent'])
    const asked = host.last.texts.at(-1) ?? ''
    await vi.advanceTimersByTimeAsync(14)
    host.last.text(asked)
    expect(sink.latencies).toEqual([14])
  })

  it('tells the device its size, once for each change', async () => {
    await open()
    connection.resize({ cols: 80, rows: 24 })
    connection.resize({ cols: 80, rows: 24 })
    expect(host.last.said).toEqual([control('termsize","cols":80,"rows":24}')])
  })

  it('goes on behind the last byte after a break', async () => {
    await open()
    host.last.bytes(1, 2, 3)
    await cut()
    expect(host.last.texts[0]).toContain('"resume":3')
    host.last.text(control('resumed","from":3,"lost":0}'))
    host.last.bytes(4, 5)
    expect(sink.bytes).toEqual([1, 2, 3, 4, 5])
    expect(sink.notices).toEqual([{ kind: 'resumed' }])
  })

  it('drops what it has seen when the device starts earlier, however it is cut', async () => {
    for (let part = 0; part <= 5; part++) {
      const own = new Recorder()
      const each = new Connection(host, own, { cols: 80, rows: 24 }, undefined)
      each.start()
      await open()
      host.last.bytes(1, 2, 3)
      await cut()
      host.last.text(control('resumed","from":1,"lost":0}'))
      const rest = [2, 3, 4, 5, 6]
      host.last.bytes(...rest.slice(0, part))
      host.last.bytes(...rest.slice(part))
      expect(own.bytes, `cut at ${part}`).toEqual([1, 2, 3, 4, 5, 6])
      each.leave()
    }
  })

  it('says how much is lost, and counts on from there', async () => {
    await open()
    host.last.bytes(1, 2)
    await cut()
    host.last.text(control('resumed","from":502,"lost":500}'))
    host.last.bytes(9)
    expect(sink.notices).toEqual([{ kind: 'lost', bytes: 500 }])
    await cut()
    expect(host.last.texts[0]).toContain('"resume":503')
  })

  it('says when the device knows nothing of the old shell', async () => {
    await open()
    host.last.bytes(1, 2)
    await cut()
    host.last.bytes(7)
    expect(sink.notices).toEqual([{ kind: 'fresh' }])
    expect(sink.bytes).toEqual([1, 2, 7])
  })

  it.each(['-1', '1.5', '"3"', 'null'])('takes %s for no position', async (from) => {
    await open()
    host.last.bytes(1, 2)
    await cut()
    host.last.text(control(`resumed","from":${from}}`))
    expect(sink.notices).toEqual([])
  })

  it('is over with the code when the shell ends', async () => {
    await open()
    host.last.text(control('close","exit":3}'))
    expect(connection.state).toEqual({ name: 'over', end: { why: 'device', message: null, exit: 3 } })
  })
})
