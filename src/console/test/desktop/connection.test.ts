import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection, type Sink } from '../../src/features/desktop/connection'
import { refresh } from '../../src/features/desktop/packets'
import { patience, silence } from '../../src/features/desktop/states'
import { FakeHost } from '../terminal/fake'

const control = (rest: string) => `{"ctrlChannel":"102938","type":"${rest}`
const refused = { type: 'sessions.kind-not-offered', title: 'No', status: 409, detail: 'No screen.' }

describe('Connection', () => {
  let host: FakeHost
  let sink: { [K in keyof Sink]: ReturnType<typeof vi.fn> }
  let connection: Connection
  const settle = () => vi.advanceTimersByTimeAsync(0)
  async function open(): Promise<void> {
    await settle()
    host.last.onopen?.()
    host.last.text('c')
  }

  beforeEach(() => {
    vi.useFakeTimers()
    host = new FakeHost()
    sink = {
      state: vi.fn(),
      begun: vi.fn(),
      packets: vi.fn(),
      console: vi.fn(),
      latency: vi.fn(),
      clipboard: vi.fn(),
      locks: vi.fn(),
    }
    connection = new Connection(host, sink as unknown as Sink)
  })
  afterEach(() => {
    connection.leave()
    vi.useRealTimers()
  })

  it('asks, connects, waits, and is open with the first picture', async () => {
    connection.start()
    await open()
    expect(host.asked).toEqual(['start', '/relay?n=1'])
    expect(host.last.texts.slice(0, 2)).toEqual(['{"type":"options","acks":true}', '2'])
    expect(connection.state.name).toBe('starting')
    connection.drawn()
    expect(connection.state).toEqual({ name: 'open', recorded: false })
    connection.send(refresh())
    expect(host.last.sent).toEqual([0, 6, 0, 4])
    connection.shown(77)
    expect(host.last.texts.at(-1)).toBe(control('ack","bytes":77}'))
  })

  it('says in the device’s own words why it ended', async () => {
    connection.start()
    await open()
    host.last.text(control('console","msg":"The screen went away.","msgid":2}'))
    host.last.text(control('close"}'))
    expect(connection.state).toEqual({
      name: 'over',
      end: { why: 'device', message: 'The screen went away.' },
    })
  })

  it('says that the person at the device is asked, and what they answered', async () => {
    connection.start()
    await open()
    host.last.text(control('consent","state":"asked","seconds":30}'))
    expect(connection.state).toMatchObject({ name: 'person', seconds: 30 })
    connection.send(refresh())
    expect(host.last.sent).toEqual([])
    host.last.text(control('consent","state":"given"}'))
    expect(connection.state.name).toBe('starting')
    connection.drawn()
    expect(connection.state.name).toBe('open')
  })

  it('locks on leaving when the device says that it will', async () => {
    connection.start()
    await open()
    connection.lockOnLeave(true)
    expect(host.last.texts.at(-1)).toBe(control('autolock","value":true}'))
    host.last.text(control('autolock","value":true}'))
    expect(sink.locks).toHaveBeenCalledWith(true)
  })

  it('passes clipboards once there is a picture', async () => {
    connection.start()
    await open()
    const before = host.last.texts.length
    connection.clipboard('early')
    expect(host.last.texts.length).toBe(before)
    connection.drawn()
    connection.clipboard('a"b')
    expect(host.last.texts.at(-1)).toBe(control('clipboard","data":"a\\"b"}'))
    host.last.text(control('clipboard","data":"theirs"}'))
    expect(sink.clipboard).toHaveBeenCalledWith('theirs')
  })

  it('lets a passing sentence go by itself', async () => {
    connection.start()
    await open()
    connection.drawn()
    host.last.text(control('console","msg":"No lock here.","timeout":8000}'))
    expect(sink.console).toHaveBeenLastCalledWith('No lock here.')
    await vi.advanceTimersByTimeAsync(8000)
    expect(sink.console).toHaveBeenLastCalledWith(null)
  })

  it('joins again after a break, and is over when nobody comes in time', async () => {
    connection.start()
    await open()
    connection.drawn()
    host.last.break()
    await open()
    expect(host.asked.slice(2)).toEqual(['rejoin s1', '/relay?n=2'])
    connection.drawn()
    expect(connection.state.name).toBe('open')

    host.failure = new TypeError('no network')
    host.last.break()
    await vi.advanceTimersByTimeAsync(70_000)
    expect(connection.state).toEqual({ name: 'over', end: { why: 'lost' } })
  })

  it('takes a silent connection for a dead one', async () => {
    connection.start()
    await open()
    connection.drawn()
    await vi.advanceTimersByTimeAsync(silence + 3000)
    expect(host.asked).toContain('rejoin s1')
  })

  it('says when the server refuses and when the device does not come', async () => {
    host.failure = refused
    connection.start()
    await settle()
    expect(connection.state).toEqual({ name: 'over', end: { why: 'refused', problem: refused } })

    host.failure = null
    connection = new Connection(host, sink as unknown as Sink)
    connection.start()
    await settle()
    await vi.advanceTimersByTimeAsync(patience)
    expect(connection.state).toEqual({ name: 'over', end: { why: 'no-answer' } })
  })
})
