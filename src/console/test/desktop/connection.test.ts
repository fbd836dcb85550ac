import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection, type Sink } from '../../src/features/desktop/connection'
import { refresh } from '../../src/features/desktop/packets'
import { control, FakeHost } from '../kit/tunnel/fake'

describe('a desktop connection', () => {
  let host: FakeHost
  let sink: { [K in keyof Sink]: ReturnType<typeof vi.fn> }
  let connection: Connection
  const settle = () => vi.advanceTimersByTimeAsync(0)
  async function open(): Promise<void> {
    await settle()
    host.join()
  }

  beforeEach(async () => {
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
      display: vi.fn(),
    }
    connection = new Connection(host, sink as unknown as Sink)
    connection.start()
    await open()
  })
  afterEach(() => {
    connection.leave()
    vi.useRealTimers()
  })

  it('starts when both sides are there, and is open with the first picture', () => {
    expect(host.last.texts.slice(0, 2)).toEqual(['{"type":"options","acks":true}', '2'])
    expect(connection.state.name).toBe('starting')
    expect(sink.begun).toHaveBeenCalledOnce()
    connection.drawn()
    connection.drawn()
    expect(connection.state).toEqual({ name: 'open', recorded: false })
  })

  it('passes packets both ways, and tells how much is on the screen', () => {
    host.last.bytes(0, 6, 0, 4)
    expect(sink.packets).toHaveBeenCalledWith(Uint8Array.of(0, 6, 0, 4))
    connection.send(refresh())
    connection.shown(77)
    expect(host.last.sent).toEqual([0, 6, 0, 4])
    expect(host.last.said).toEqual([control('ack","bytes":77}')])
  })

  it('hears what displays are called, and passes over what it cannot tell', () => {
    host.last.text(control('display","id":2,"name":"HDMI-1","primary":true}'))
    host.last.text(control('display","id":3,"name":7}'))
    host.last.text(control('display","name":"HDMI-2"}'))
    expect(sink.display.mock.calls).toEqual([
      [2, 'HDMI-1', true],
      [3, '', false],
    ])
  })

  it('says that the person at the device is asked, and what they answered', () => {
    host.last.text(control('consent","state":"asked","seconds":30}'))
    expect(connection.state).toEqual({ name: 'person', seconds: 30, until: Date.now() + 30_000 })
    connection.send(refresh())
    expect(host.last.sent).toEqual([])
    connection.drawn()
    host.last.text(control('consent","state":"given"}'))
    expect(connection.state.name).toBe('starting')
    connection.drawn()
    expect(connection.state.name).toBe('open')
  })

  it('locks on leaving when the device says that it will', () => {
    connection.lockOnLeave(true)
    expect(host.last.said).toEqual([control('autolock","value":true}')])
    host.last.text(control('autolock","value":true}'))
    expect(sink.locks).toHaveBeenCalledWith(true)
  })

  it('passes clipboards once there is a picture', () => {
    connection.clipboard('early')
    expect(host.last.said).toEqual([])
    connection.drawn()
    connection.wantClipboard(true)
    connection.clipboard('a"b')
    expect(host.last.said).toEqual([
      control('clipboardwanted","value":true}'),
      control('clipboard","data":"a\\"b"}'),
    ])
    host.last.text(control('clipboard","data":"theirs"}'))
    expect(sink.clipboard).toHaveBeenCalledWith('theirs')
  })

  it('waits for a picture again after a break', async () => {
    connection.drawn()
    host.last.break()
    expect(connection.state.name).toBe('broken')
    connection.drawn()
    connection.shown(5)
    await open()
    expect(connection.state.name).toBe('starting')
    expect(sink.begun).toHaveBeenCalledTimes(2)
    connection.drawn()
    expect(connection.state.name).toBe('open')
  })

  it('passes on what the device says and how far away it is', async () => {
    host.last.text(control('console","msg":"No lock here."}'))
    expect(sink.console).toHaveBeenLastCalledWith('No lock here.')
    const asked = host.last.texts.at(-1) ?? ''
    await vi.advanceTimersByTimeAsync(9)
    host.last.text(asked)
    expect(sink.latency).toHaveBeenLastCalledWith(9)
  })

  it('takes a silent connection for a dead one', async () => {
    await vi.advanceTimersByTimeAsync(18_000)
    expect(host.asked).toContain('rejoin s1')
  })
})
