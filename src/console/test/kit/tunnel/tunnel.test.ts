import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Control, writeControl } from '../../../src/kit/tunnel/control'
import { heldFor, keptFor, patience, type State } from '../../../src/kit/tunnel/states'
import { type Channel, Tunnel } from '../../../src/kit/tunnel/tunnel'
import { control, FakeHost } from './fake'

const offline = {
  type: 'sessions.device-offline',
  title: 'Offline',
  status: 409,
  detail: 'The device is offline.',
}
const measureEvery = 10_000
const silence = 25_000

/** A kind of session that writes down all it is told. */
class Recorder implements Channel {
  readonly protocol = '7'
  readonly measureEvery = measureEvery
  readonly silence = silence
  readonly states: State[] = []
  readonly received: number[] = []
  readonly controls: Control[] = []
  readonly said: (string | null)[] = []
  readonly texts: string[] = []
  readonly latencies: number[] = []
  turn = 0

  options = () => ({ turn: ++this.turn })
  state = (state: State) => void this.states.push(state)
  bytes = (message: Uint8Array) => void this.received.push(...message)
  control = (message: Control) => void this.controls.push(message)
  text = (text: string) => void this.texts.push(text)
  console = (message: string | null) => void this.said.push(message)
  latency = (milliseconds: number) => void this.latencies.push(milliseconds)
}

describe('a tunnel', () => {
  let host: FakeHost
  let channel: Recorder
  let tunnel: Tunnel
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const names = () => channel.states.map((state) => state.name)

  /** Brings the newest tunnel to the point where both sides are there. */
  async function open(): Promise<void> {
    await settle()
    host.join()
  }
  async function opened(): Promise<void> {
    tunnel.start()
    await open()
  }

  beforeEach(() => {
    vi.useFakeTimers()
    host = new FakeHost()
    channel = new Recorder()
    tunnel = new Tunnel(host, channel)
  })
  afterEach(() => {
    tunnel.leave()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  describe('at the start', () => {
    it('asks, connects, waits for the device, and sends options before the protocol', async () => {
      await opened()
      expect(names()).toEqual(['asking', 'connecting', 'waiting', 'open'])
      expect(host.asked).toEqual(['start', '/relay?n=1'])
      expect(host.last.texts.slice(0, 2)).toEqual(['{"type":"options","turn":1}', '7'])
      expect(host.last.binaryType).toBe('arraybuffer')
    })

    it('knows that a session is recorded', async () => {
      tunnel.start()
      await settle()
      host.last.open()
      host.last.text('cr')
      expect(tunnel.state).toEqual({ name: 'open', recorded: true })
    })

    it('begins once, however often the other side says that it is there', async () => {
      await opened()
      host.last.text('c')
      expect(channel.turn).toBe(1)
      expect(names()).toEqual(['asking', 'connecting', 'waiting', 'open'])
    })

    it('is over at once when the server refuses', async () => {
      host.failure = offline
      tunnel.start()
      await settle()
      expect(tunnel.state).toEqual({ name: 'over', end: { why: 'refused', problem: offline } })
    })

    it('does not wait for ever for a device that does not come, nor heed one that comes too late', async () => {
      tunnel.start()
      await settle()
      host.last.open()
      await vi.advanceTimersByTimeAsync(patience)
      const gone = { name: 'over', end: { why: 'no-answer' } }
      expect(tunnel.state).toEqual(gone)
      expect(host.last.closed).toBe(true)
      host.last.text('c')
      host.last.bytes(1)
      expect(tunnel.state).toEqual(gone)
      expect(host.last.texts).toEqual([])
      expect(channel.received).toEqual([])
    })

    it('heeds a device that comes just in time', async () => {
      tunnel.start()
      await settle()
      host.last.open()
      await vi.advanceTimersByTimeAsync(patience - 1)
      host.last.text('c')
      await vi.advanceTimersByTimeAsync(measureEvery / 2)
      expect(tunnel.state.name).toBe('open')
    })
  })

  describe('while it is open', () => {
    it('passes messages both ways, and says when there is nobody to take one', async () => {
      tunnel.start()
      expect(tunnel.send(Uint8Array.of(1))).toBe(false)
      await settle()
      expect(tunnel.control('ack', { bytes: 1 })).toBe(false)
      host.join()
      expect(tunnel.send(Uint8Array.of(2, 3))).toBe(true)
      expect(tunnel.control('ack', { bytes: 5 })).toBe(true)
      host.last.bytes(65, 66)
      host.last.text('{"reqid":1}')
      expect(host.last.sent).toEqual([2, 3])
      expect(host.last.said).toEqual([control('ack","bytes":5}')])
      expect(channel.received).toEqual([65, 66])
      expect(channel.texts).toEqual(['{"reqid":1}'])
    })

    it('hands over the control messages that are not its own', async () => {
      await opened()
      host.last.text(control('consent","state":"asked"}'))
      host.last.text(control('rtt","time":"soon"}'))
      host.last.text(control('ping"}'))
      expect(channel.controls).toMatchObject([{ type: 'consent', state: 'asked' }])
      expect(host.last.texts.at(-1)).toBe(control('pong"}'))
    })

    it('measures the round trip at once and then again and again', async () => {
      await opened()
      for (const turn of [0, 1, 2]) {
        const asked = host.last.texts.at(-1) ?? ''
        expect(asked).toBe(writeControl('rtt', { time: Date.now() }))
        await vi.advanceTimersByTimeAsync(14)
        host.last.text(asked)
        expect(channel.latencies).toHaveLength(turn + 1)
        await vi.advanceTimersByTimeAsync(measureEvery - 14)
      }
      expect(channel.latencies).toEqual([14, 14, 14])
    })

    it('passes on what the device says, shortened, until it takes it back', async () => {
      await opened()
      host.last.text(control('console","msg":"Asking."}'))
      host.last.text(control(`console","msg":"${'x'.repeat(5000)}"}`))
      host.last.text(control('console","msg":null}'))
      expect(channel.said).toEqual(['Asking.', 'x'.repeat(500), null])
    })

    it('lets a passing sentence go by itself, and not the next one with it', async () => {
      await opened()
      host.last.text(control('console","msg":"No lock here.","timeout":8000}'))
      host.last.text(control('console","msg":"No sound either.","timeout":9000}'))
      await vi.advanceTimersByTimeAsync(8_999)
      expect(channel.said).toEqual(['No lock here.', 'No sound either.'])
      await vi.advanceTimersByTimeAsync(1)
      expect(channel.said.at(-1)).toBeNull()
    })
  })

  describe('when it breaks', () => {
    it('joins the same session again, with new options', async () => {
      await opened()
      host.last.break()
      expect(tunnel.state).toEqual({ name: 'broken', tries: 1, retryAt: null })
      expect(tunnel.send(Uint8Array.of(1))).toBe(false)
      await settle()
      expect(tunnel.send(Uint8Array.of(1))).toBe(false)
      host.join()
      expect(host.asked).toEqual(['start', '/relay?n=1', 'rejoin s1', '/relay?n=2'])
      expect(host.last.texts[0]).toBe('{"type":"options","turn":2}')
      expect(names()).toEqual(['asking', 'connecting', 'waiting', 'open', 'broken', 'open'])
    })

    it('lets go of the old socket: what comes there later does not count', async () => {
      await opened()
      const old = host.last
      old.break()
      await open()
      old.bytes(1)
      old.text(control('close"}'))
      old.break()
      expect(channel.received).toEqual([])
      expect(tunnel.state.name).toBe('open')
      expect(host.sockets).toHaveLength(2)
    })

    it('follows the session that continues the old one', async () => {
      await opened()
      host.sessionId = 's2'
      host.last.break()
      await open()
      await vi.advanceTimersByTimeAsync(heldFor)
      host.last.break()
      expect(host.asked.at(-1)).toBe('rejoin s2')
    })

    it('tries again at once after a tunnel that held, and waits longer after each that did not', async () => {
      await opened()
      const waits: number[] = []
      for (let cut = 0; cut < 4; cut++) {
        host.last.break()
        const { state } = tunnel
        waits.push(state.name === 'broken' && state.retryAt !== null ? state.retryAt - Date.now() : 0)
        await vi.advanceTimersByTimeAsync(waits.at(-1) ?? 0)
        host.join()
      }
      expect(waits).toEqual([0, 1_000, 2_000, 4_000])
      await vi.advanceTimersByTimeAsync(heldFor)
      host.last.break()
      expect(tunnel.state).toEqual({ name: 'broken', tries: 1, retryAt: null })
    })

    it('breaks again while it is being joined, and still waits for the device', async () => {
      await opened()
      host.last.break()
      await settle()
      host.last.break()
      expect(tunnel.state).toMatchObject({ name: 'broken', tries: 2 })
      await vi.advanceTimersByTimeAsync(1_000)
      host.last.open()
      await vi.advanceTimersByTimeAsync(patience)
      expect(tunnel.state).toMatchObject({ name: 'broken', tries: 3 })
    })

    it('tries while the session is kept, then is over', async () => {
      await opened()
      host.failure = new TypeError('no connection')
      host.last.break()
      await vi.advanceTimersByTimeAsync(keptFor)
      expect(tunnel.state).toEqual({ name: 'over', end: { why: 'lost' } })
      const { length } = host.asked
      await vi.advanceTimersByTimeAsync(keptFor)
      expect(host.asked).toHaveLength(length)
    })

    it('can be told to try at once', async () => {
      await opened()
      host.failure = new TypeError('no connection')
      host.last.break()
      await settle()
      host.failure = null
      tunnel.retryNow()
      tunnel.retryNow()
      await open()
      expect(tunnel.state.name).toBe('open')
      expect(host.asked.filter((question) => question === 'rejoin s1')).toHaveLength(2)
    })

    it.each([
      ['a busy server', { ...offline, status: 503, type: 'busy' }],
      ['a server that wants less', { ...offline, status: 429, type: 'too-often' }],
      ['a device whose agent is not back yet after the server died', offline],
    ])('outlasts %s', async (_, failure) => {
      await opened()
      host.failure = failure
      host.last.break()
      await settle()
      expect(tunnel.state).toMatchObject({ name: 'broken', tries: 2 })
      host.failure = null
      await vi.advanceTimersByTimeAsync(1_000)
      host.join()
      expect(tunnel.state.name).toBe('open')
    })

    it('is over when the right is taken away meanwhile', async () => {
      await opened()
      host.failure = { ...offline, status: 403, type: 'not-allowed' }
      host.last.break()
      await settle()
      expect(tunnel.state).toMatchObject({ name: 'over', end: { why: 'refused' } })
    })

    it('takes silence for a break', async () => {
      await opened()
      await vi.advanceTimersByTimeAsync(2 * measureEvery)
      expect(tunnel.state.name).toBe('open')
      await vi.advanceTimersByTimeAsync(measureEvery)
      expect(host.asked).toContain('rejoin s1')
    })
  })

  describe('at the end', () => {
    it('says how the device ended it, and then the socket does not matter', async () => {
      await opened()
      host.last.text(control('console","msg":"The screen went away."}'))
      host.last.text(control('close","exit":3}'))
      host.last.break()
      await settle()
      expect(tunnel.state).toEqual({
        name: 'over',
        end: { why: 'device', message: 'The screen went away.', exit: 3 },
      })
      expect(host.asked).not.toContain('rejoin s1')
    })

    it('does not blame an earlier tunnel’s words', async () => {
      await opened()
      host.last.text(control('console","msg":"Asking."}'))
      host.last.break()
      await open()
      host.last.text(control('close"}'))
      expect(tunnel.state).toMatchObject({ end: { why: 'device', message: null, exit: null } })
    })

    it('says goodbye when it is left, once', async () => {
      await opened()
      tunnel.leave()
      tunnel.leave()
      expect(host.last.said).toEqual([control('close"}')])
      expect(host.last.closed).toBe(true)
      expect(names().filter((name) => name === 'over')).toHaveLength(1)
    })

    it('uses no pass that comes after it was left', async () => {
      tunnel.start()
      tunnel.leave()
      await settle()
      expect(host.sockets).toHaveLength(0)
      expect(tunnel.state).toEqual({ name: 'over', end: { why: 'left' } })
    })

    it('can be left while it connects, waits, or is being joined again', async () => {
      for (const until of ['connecting', 'waiting', 'broken', 'rejoining'] as const) {
        const each = new Tunnel(host, channel)
        each.start()
        await settle()
        if (until !== 'connecting') host.last.open()
        if (until === 'broken' || until === 'rejoining') {
          host.last.text('c')
          host.last.break()
        }
        if (until === 'rejoining') await settle()
        const socket = host.last
        each.leave()
        await settle()
        expect(each.state, until).toEqual({ name: 'over', end: { why: 'left' } })
        expect(socket.closed, until).toBe(true)
        expect(host.last, until).toBe(socket)
      }
    })

    it('can be left by its own channel, in the middle of a beginning', async () => {
      channel.state = (state) => {
        if (state.name === 'open') tunnel.leave()
      }
      await opened()
      expect(tunnel.state).toEqual({ name: 'over', end: { why: 'left' } })
    })
  })
})
