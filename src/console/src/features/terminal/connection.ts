import { isProblem } from '../../api/problem'
import type { SessionPass } from '../../api/types'
import { type Heard, readText, terminalProtocol, writeControl, writeOptions } from './codec'
import {
  backOff,
  type End,
  keptFor,
  measureEvery,
  type Notice,
  patience,
  type State,
  silence,
} from './states'

/** The part of a WebSocket that is used; tests bring their own. */
export interface Socket {
  binaryType: string
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(): void
}

/** What a terminal needs from the page. `start` and `rejoin` reject with a problem when refused. */
export interface Host {
  start(): Promise<SessionPass>
  rejoin(sessionId: string): Promise<SessionPass>
  open(path: string): Socket
  now(): number
}

export interface Sink {
  state(state: State): void
  output(bytes: Uint8Array): void
  notice(notice: Notice): void
  /** Status text of the device (asking for consent, …); null clears it. */
  console(message: string | null): void
  latency(milliseconds: number): void
}

export interface Size {
  cols: number
  rows: number
}

/**
 * One shell on one device, over as many tunnels as it takes: when a tunnel breaks without `close`, the
 * session is joined again and the output goes on behind the last byte received (`architecture.md` 13.7).
 */
export class Connection {
  #state: State = { name: 'asking' }
  #socket: Socket | null = null
  #sessionId: string | null = null
  /** Position behind the last byte given to the sink, counted from the start of the shell. */
  #received = 0
  /** Bytes at the head of the stream that were seen before the break. */
  #skip = 0
  #resuming = false
  /** The person at the device has not allowed it yet. */
  #asking = false
  #message: string | undefined
  #everOpen = false
  #brokenAt = 0
  #tries = 0
  #heardAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #meter: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly host: Host,
    private readonly sink: Sink,
    private size: Size,
    private readonly shell: string | undefined,
  ) {}

  get state(): State {
    return this.#state
  }

  get sessionId(): string | null {
    return this.#sessionId
  }

  start(): void {
    this.#set({ name: 'asking' })
    this.host.start().then(
      (pass) => this.#join(pass),
      (error: unknown) => this.#failed(error),
    )
  }

  /** Keys and pastes; dropped while there is no shell to take them, which the page shows. */
  input(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state.name === 'open' && !this.#asking) this.#socket?.send(bytes)
  }

  resize(size: Size): void {
    if (size.cols === this.size.cols && size.rows === this.size.rows) return
    this.size = size
    if (this.#state.name === 'open') this.#socket?.send(writeControl('termsize', { ...size }))
  }

  /** Ends the shell for good. */
  leave(): void {
    if (this.#state.name === 'over') return
    if (this.#state.name === 'open') this.#socket?.send(writeControl('close'))
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
    if (!this.#resuming) this.#set({ name: 'connecting' })
    const socket = this.host.open(pass.path)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.#heardAt = this.host.now()
      if (!this.#resuming) this.#set({ name: 'waiting' })
    }
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return
      this.#heardAt = this.host.now()
      if (typeof data === 'string') this.#hear(readText(data))
      else if (data instanceof ArrayBuffer) this.#take(new Uint8Array(data))
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#broke()
    }
    this.#timer = setTimeout(() => this.#broke(), patience)
  }

  #hear(heard: Heard): void {
    switch (heard.type) {
      case 'peer':
        this.#begin(heard.recorded)
        break
      case 'resumed':
        this.#resumed(heard.from, heard.lost)
        break
      case 'rtt':
        this.sink.latency(Math.max(0, this.host.now() - heard.time))
        break
      case 'console':
        this.#message = heard.message ?? undefined
        this.sink.console(heard.message)
        break
      case 'consent':
        this.#asking = heard.asking
        break
      case 'ping':
        this.#socket?.send(writeControl('pong'))
        break
      case 'close':
        this.#finish({ why: 'exit', exit: heard.exit, message: this.#message })
        break
      case 'other':
        break
    }
  }

  #begin(recorded: boolean): void {
    clearTimeout(this.#timer)
    const resume = this.#resuming ? this.#received : undefined
    this.#socket?.send(writeOptions({ ...this.size, shell: this.shell, resume }))
    this.#socket?.send(terminalProtocol)
    this.#everOpen = true
    this.#asking = false
    this.#message = undefined
    this.#measure()
    this.#set({ name: 'open', recorded })
  }

  #resumed(from: number, lost: number): void {
    if (!this.#resuming) return
    this.#resuming = false
    const gap = Math.max(lost, from - this.#received)
    this.#skip = Math.max(0, this.#received - from)
    this.#received = Math.max(this.#received, from)
    this.sink.notice(gap > 0 ? { kind: 'lost', bytes: gap } : { kind: 'resumed' })
  }

  #take(bytes: Uint8Array): void {
    if (this.#resuming) {
      // Output without `resumed` before it: this agent knows nothing of resuming and opened a new shell.
      this.#resuming = false
      this.#received = 0
      this.sink.notice({ kind: 'fresh' })
    }
    const fresh = this.#skip > 0 ? bytes.subarray(Math.min(this.#skip, bytes.length)) : bytes
    this.#skip -= bytes.length - fresh.length
    this.#received += fresh.length
    if (fresh.length > 0) this.sink.output(fresh)
  }

  #measure(): void {
    clearInterval(this.#meter)
    this.#meter = setInterval(() => {
      if (this.host.now() - this.#heardAt > silence) {
        this.#broke()
        return
      }
      // Only a connection that has held for a while starts the waits anew.
      this.#tries = 0
      this.#socket?.send(writeControl('rtt', { time: this.host.now() }))
    }, measureEvery)
  }

  #broke(): void {
    this.#drop()
    if (!this.#everOpen) {
      this.#finish({ why: 'no-answer' })
      return
    }
    if (this.#state.name === 'open') this.#brokenAt = this.host.now()
    this.#resuming = true
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
    this.host.rejoin(this.#sessionId ?? '').then(
      (pass) => this.#join(pass),
      (error: unknown) => this.#failed(error),
    )
  }

  /**
   * A refusal is final; a server that cannot be reached, or is busy, is asked again while the shell is kept. So is one that does not
   * see the device yet: after a death of the server its page may be back before its agent is.
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
