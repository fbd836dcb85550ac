import { isProblem } from '../../api/problem'
import type { SessionPass } from '../../api/types'
import type { Bytes } from './packets'
import { backOff, type End, keptFor, measureEvery, patience, type State, silence } from './states'

/** The part of a WebSocket that is used; tests bring their own. */
export interface Socket {
  binaryType: string
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(data: string | Bytes): void
  close(): void
}

/** What a session needs from the page. `start` and `rejoin` reject with a problem when refused. */
export interface Host {
  start(): Promise<SessionPass>
  rejoin(sessionId: string): Promise<SessionPass>
  open(path: string): Socket
  now(): number
}

export interface Sink {
  state(state: State): void
  /** A new tunnel begins: nothing drawn before counts. */
  begun(): void
  packets(message: Bytes): void
  /** Status text of the device; null clears it. */
  console(message: string | null): void
  latency(milliseconds: number): void
  /** Something was copied on the device. */
  clipboard(text: string): void
  /** Whether the device will lock its screen when this session ends. */
  locks(on: boolean): void
}

/** Every control message begins with exactly this (`spec/relay.md` 5). */
const controlPrefix = '{"ctrlChannel":"102938","type":"'
const desktopProtocol = '2'
const longestMessage = 500

/** A session on one device, over as many tunnels as it takes: when one breaks without `close`, the session is joined again. */
export class Connection {
  #state: State = { name: 'asking' }
  #socket: Socket | null = null
  #sessionId = ''
  #recorded = false
  #everOpen = false
  #message: string | null = null
  #brokenAt = 0
  #tries = 0
  #heardAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #meter: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly host: Host,
    private readonly sink: Sink,
  ) {}

  get state(): State {
    return this.#state
  }

  start(): void {
    this.#set({ name: 'asking' })
    this.host.start().then(
      (pass) => this.#join(pass),
      (error: unknown) => this.#failed(error),
    )
  }

  /** Dropped while there is nobody to take it, which the page shows. */
  send(packet: Bytes): void {
    if (this.#state.name === 'open' || this.#state.name === 'starting') this.#socket?.send(packet)
  }

  /** So many bytes of this tunnel are on the screen: the device sends no more than a little ahead of that. */
  shown(bytes: number): void {
    this.#socket?.send(control('ack', { bytes }))
  }

  /** The first picture is drawn. */
  drawn(): void {
    if (this.#state.name !== 'starting') return
    this.#tries = 0
    this.#set({ name: 'open', recorded: this.#recorded })
  }

  /** This text is in the clipboard here. */
  clipboard(data: string): void {
    if (this.#state.name === 'open') this.#socket?.send(control('clipboard', { data }))
  }

  /** Whether the device is to tell what is copied there. */
  wantClipboard(value: boolean): void {
    this.#socket?.send(control('clipboardwanted', { value }))
  }

  /** The device is to lock its screen when this session ends; it answers whether it will. */
  lockOnLeave(value: boolean): void {
    this.#socket?.send(control('autolock', { value }))
  }

  leave(): void {
    if (this.#state.name === 'over') return
    this.#socket?.send(control('close'))
    this.#finish({ why: 'left' })
  }

  /** Ends the wait of a reconnect. */
  retryNow(): void {
    if (this.#state.name === 'broken' && this.#state.retryAt !== null) this.#rejoin()
  }

  #join(pass: SessionPass): void {
    // Left while the server was answering: the ticket is not used and expires.
    if (this.#state.name === 'over') return
    this.#sessionId = pass.sessionId
    this.#drop()
    if (!this.#everOpen) this.#set({ name: 'connecting' })
    const socket = this.host.open(pass.path)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      if (!this.#everOpen) this.#set({ name: 'waiting' })
    }
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return
      this.#heardAt = this.host.now()
      if (typeof data === 'string') this.#hear(data)
      else if (data instanceof ArrayBuffer) this.sink.packets(new Uint8Array(data))
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#broke()
    }
    this.#timer = setTimeout(() => this.#broke(), patience)
  }

  #hear(text: string): void {
    if (text === 'c' || text === 'cr') {
      this.#begin(text === 'cr')
      return
    }
    const message = text.startsWith(controlPrefix) ? parse(text) : null
    switch (message?.type) {
      case 'rtt':
        if (typeof message.time === 'number') this.sink.latency(Math.max(0, this.host.now() - message.time))
        break
      case 'console':
        this.#message = typeof message.msg === 'string' ? message.msg.slice(0, longestMessage) : null
        this.sink.console(this.#message)
        if (typeof message.timeout === 'number') this.#fade(this.#message, message.timeout)
        break
      case 'clipboard':
        if (typeof message.data === 'string') this.sink.clipboard(message.data)
        break
      case 'autolock':
        this.sink.locks(message.value === true)
        break
      case 'consent':
        this.#consent(message)
        break
      case 'ping':
        this.#socket?.send(control('pong'))
        break
      case 'close':
        this.#finish({ why: 'device', message: this.#message })
        break
    }
  }

  /** How far the device has come with asking its person; what becomes of a no is said by `console` and `close`. */
  #consent(message: Record<string, unknown>): void {
    const seconds = typeof message.seconds === 'number' ? message.seconds : 0
    if (message.state === 'asked')
      this.#set({ name: 'person', until: this.host.now() + seconds * 1000, seconds })
    else if (message.state === 'given' && this.#state.name === 'person') this.#set({ name: 'starting' })
  }

  /** A sentence that stops nothing goes by itself, unless another one has come. */
  #fade(words: string | null, milliseconds: number): void {
    setTimeout(
      () => {
        if (this.#message !== words) return
        this.#message = null
        this.sink.console(null)
      },
      Math.min(Math.max(milliseconds, 1000), 60_000),
    )
  }

  #begin(recorded: boolean): void {
    clearTimeout(this.#timer)
    this.#recorded = recorded
    this.#everOpen = true
    this.#message = null
    this.#socket?.send(JSON.stringify({ type: 'options', acks: true }))
    this.#socket?.send(desktopProtocol)
    this.#set({ name: 'starting' })
    this.sink.begun()
    this.#measure()
  }

  #measure(): void {
    const ask = () => this.#socket?.send(control('rtt', { time: this.host.now() }))
    clearInterval(this.#meter)
    this.#heardAt = this.host.now()
    ask()
    this.#meter = setInterval(() => {
      if (this.host.now() - this.#heardAt > silence) this.#broke()
      else ask()
    }, measureEvery)
  }

  #broke(): void {
    this.#drop()
    if (!this.#everOpen) {
      this.#finish({ why: 'no-answer' })
      return
    }
    if (this.#state.name !== 'broken') this.#brokenAt = this.host.now()
    this.#retry()
  }

  #retry(): void {
    this.#tries++
    const wait = backOff(this.#tries)
    if (this.host.now() + wait - this.#brokenAt > keptFor) {
      this.#finish({ why: 'lost' })
      return
    }
    if (wait === 0) {
      this.#rejoin()
      return
    }
    this.#set({ name: 'broken', tries: this.#tries, retryAt: this.host.now() + wait })
    this.#timer = setTimeout(() => this.#rejoin(), wait)
  }

  #rejoin(): void {
    clearTimeout(this.#timer)
    this.#set({ name: 'broken', tries: this.#tries, retryAt: null })
    this.host.rejoin(this.#sessionId).then(
      (pass) => this.#join(pass),
      (error: unknown) => this.#failed(error),
    )
  }

  /** A refusal is final; what may pass (no server, a busy one, a device that is not back yet) is tried again while the session is kept. */
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
    clearInterval(this.#meter)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #set(state: State): void {
    this.#state = state
    this.sink.state(state)
  }
}

const control = (type: string, fields: Record<string, number | string | boolean> = {}): string =>
  JSON.stringify({ ctrlChannel: '102938', type, ...fields })

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}
