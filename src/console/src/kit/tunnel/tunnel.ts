import { isProblem } from '../../api/problem'
import type { SessionPass } from '../../api/types'
import { type Bytes, type Control, readControl, writeControl } from './control'
import { backOff, type End, heldFor, keptFor, patience, type State } from './states'

/** The part of a WebSocket that is used; tests bring their own. */
export interface Socket {
  binaryType: string
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(data: string | Bytes): void
  close(): void
}

/** What a session needs from the server. `start` and `rejoin` reject with a problem when refused. */
export interface Host {
  start(): Promise<SessionPass>
  rejoin(sessionId: string): Promise<SessionPass>
  open(path: string): Socket
}

/** What one kind of session says at the start of a tunnel, and does with what it hears. */
export interface Channel {
  /** Number of its protocol, sent behind the options (`spec/relay.md` 4). */
  readonly protocol: string
  /** How often the round trip is measured, and the silence after which a tunnel counts as dead (ms). */
  readonly measureEvery: number
  readonly silence: number
  /** Asked anew for each tunnel. */
  options(): Readonly<Record<string, unknown>>
  /** `open` comes once for each tunnel, behind the options. */
  state(state: State): void
  bytes(message: Bytes): void
  /** A control message that only this kind of session knows. */
  control(message: Control): void
  /** A text that is no control message. */
  text?(text: string): void
  /** Status text of the device; null clears it. */
  console?(message: string | null): void
  latency?(milliseconds: number): void
}

/** Longest status text shown, in characters, and how long a passing one stays (ms): both come from the device. */
const longestMessage = 500
const shortestStay = 1_000
const longestStay = 60_000

/**
 * The way of one session to its device, over as many tunnels as it takes: when one breaks without `close`,
 * the session is joined again (`architecture.md` 13.7).
 */
export class Tunnel {
  #state: State = { name: 'asking' }
  #socket: Socket | null = null
  #sessionId = ''
  #everOpen = false
  #message: string | null = null
  #openedAt = 0
  #brokenAt = 0
  #heardAt = 0
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #fading: ReturnType<typeof setTimeout> | undefined
  #meter: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly host: Host,
    private readonly channel: Channel,
  ) {}

  get state(): State {
    return this.#state
  }

  start(): void {
    this.#set({ name: 'asking' })
    this.#join(this.host.start())
  }

  /** Dropped, which `false` says, while there is nobody to take it. */
  send(data: string | Bytes): boolean {
    if (this.#state.name !== 'open') return false
    this.#socket?.send(data)
    return true
  }

  control(...message: Parameters<typeof writeControl>): boolean {
    return this.send(writeControl(...message))
  }

  /** Ends the session for good. */
  leave(): void {
    if (this.#state.name === 'over') return
    this.control('close')
    this.#finish({ why: 'left' })
  }

  /** Ends the wait of a reconnect. */
  retryNow(): void {
    if (this.#state.name === 'broken' && this.#state.retryAt !== null) this.#rejoin()
  }

  #join(pass: Promise<SessionPass>): void {
    pass.then(
      (given) => this.#dial(given),
      (error: unknown) => this.#failed(error),
    )
  }

  #dial(pass: SessionPass): void {
    // Left while the server was answering: the ticket is not used and expires.
    if (this.#state.name === 'over') return
    this.#sessionId = pass.sessionId
    if (!this.#everOpen) this.#set({ name: 'connecting' })
    const socket = this.host.open(pass.path)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      if (this.#socket === socket && !this.#everOpen) this.#set({ name: 'waiting' })
    }
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return
      this.#heardAt = Date.now()
      if (typeof data === 'string') this.#hear(data)
      else if (data instanceof ArrayBuffer) this.channel.bytes(new Uint8Array(data))
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#broke()
    }
    this.#timer = setTimeout(() => this.#broke(), patience)
  }

  #hear(text: string): void {
    if (text === 'c' || text === 'cr') {
      if (this.#state.name !== 'open') this.#begin(text === 'cr')
      return
    }
    const message = readControl(text)
    switch (message?.type) {
      case 'rtt':
        if (typeof message.time === 'number') this.channel.latency?.(Math.max(0, Date.now() - message.time))
        break
      case 'console':
        this.#say(typeof message.msg === 'string' ? message.msg.slice(0, longestMessage) : null)
        if (typeof message.timeout === 'number') this.#fade(message.timeout)
        break
      case 'ping':
        this.#socket?.send(writeControl('pong'))
        break
      case 'close':
        this.#finish({
          why: 'device',
          message: this.#message,
          exit: typeof message.exit === 'number' ? message.exit : null,
        })
        break
      default:
        if (message) this.channel.control(message)
        else this.channel.text?.(text)
    }
  }

  #say(message: string | null): void {
    clearTimeout(this.#fading)
    this.#message = message
    this.channel.console?.(message)
  }

  /** A sentence that stops nothing goes by itself, unless another one comes first. */
  #fade(milliseconds: number): void {
    const stay = Math.min(Math.max(milliseconds, shortestStay), longestStay)
    this.#fading = setTimeout(() => this.#say(null), stay)
  }

  /** Both sides are there. */
  #begin(recorded: boolean): void {
    clearTimeout(this.#timer)
    this.#everOpen = true
    this.#openedAt = Date.now()
    this.#message = null
    this.#socket?.send(JSON.stringify({ type: 'options', ...this.channel.options() }))
    this.#socket?.send(this.channel.protocol)
    this.#measure()
    this.#meter = setInterval(() => {
      if (Date.now() - this.#heardAt > this.channel.silence) this.#broke()
      else this.#measure()
    }, this.channel.measureEvery)
    this.#set({ name: 'open', recorded })
  }

  #measure(): void {
    this.#socket?.send(writeControl('rtt', { time: Date.now() }))
  }

  #broke(): void {
    this.#drop()
    if (!this.#everOpen) {
      this.#finish({ why: 'no-answer' })
      return
    }
    if (this.#state.name === 'open') {
      this.#brokenAt = Date.now()
      if (this.#brokenAt - this.#openedAt >= heldFor) this.#tries = 0
    }
    this.#retry()
  }

  #retry(): void {
    this.#tries++
    const wait = backOff(this.#tries)
    const retryAt = Date.now() + wait
    if (retryAt - this.#brokenAt > keptFor) {
      this.#finish({ why: 'lost' })
      return
    }
    if (wait === 0) {
      this.#rejoin()
      return
    }
    this.#set({ name: 'broken', tries: this.#tries, retryAt })
    this.#timer = setTimeout(() => this.#rejoin(), wait)
  }

  #rejoin(): void {
    clearTimeout(this.#timer)
    this.#set({ name: 'broken', tries: this.#tries, retryAt: null })
    this.#join(this.host.rejoin(this.#sessionId))
  }

  /**
   * A refusal is final; a server that cannot be reached, or is busy, is asked again while the session is kept.
   * So is one that does not see the device yet: after a death of the server its page may be back before its agent is.
   */
  #failed(error: unknown): void {
    if (this.#state.name === 'over') return
    const passing =
      !isProblem(error) ||
      error.status === 429 ||
      error.status >= 500 ||
      error.type === 'sessions.device-offline'
    if (this.#everOpen && passing) this.#retry()
    else if (isProblem(error)) this.#finish({ why: 'refused', problem: error })
    else this.#finish({ why: 'lost' })
  }

  #finish(end: End): void {
    this.#drop()
    this.#set({ name: 'over', end })
  }

  /** Lets go of the socket and all timers; its late events no longer count. */
  #drop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#fading)
    clearInterval(this.#meter)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #set(state: State): void {
    this.#state = state
    this.channel.state(state)
  }
}
