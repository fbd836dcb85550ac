import type { Bytes, Control } from '../../kit/tunnel/control'
import type { State } from '../../kit/tunnel/states'
import { type Host, Tunnel } from '../../kit/tunnel/tunnel'

/** Something the person should know about the output that follows. */
export type Notice =
  /** Output that was produced while the connection was broken and no longer kept (bytes). */
  | { kind: 'lost'; bytes: number }
  /** The same shell goes on, nothing is missing. */
  | { kind: 'resumed' }
  /** The device could not take up the old shell: this is a new one. */
  | { kind: 'fresh' }

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
 * One shell on one device. After a break its output goes on behind the last byte received, where the agent
 * can do that (`architecture.md` 13.7).
 */
export class Connection {
  /** Position behind the last byte given to the sink, counted from the start of the shell. */
  #received = 0
  /** Bytes at the head of the stream that were seen before the break. */
  #skip = 0
  #resuming = false
  /** The person at the device has not allowed it yet. */
  #asking = false
  readonly #tunnel: Tunnel

  constructor(
    host: Host,
    private readonly sink: Sink,
    private size: Size,
    shell: string | undefined,
  ) {
    this.#tunnel = new Tunnel(host, {
      protocol: '1',
      measureEvery: 10_000,
      silence: 25_000,
      options: () => ({ ...this.size, shell, resume: this.#resuming ? this.#received : undefined }),
      state: (state) => this.#moved(state),
      bytes: (message) => this.#take(message),
      control: (message) => this.#hear(message),
      console: (message) => sink.console(message),
      latency: (milliseconds) => sink.latency(milliseconds),
    })
  }

  get state(): State {
    return this.#tunnel.state
  }

  start(): void {
    this.#tunnel.start()
  }

  /** Keys and pastes; dropped while there is no shell to take them, which the page shows. */
  input(bytes: Bytes): void {
    if (!this.#asking) this.#tunnel.send(bytes)
  }

  resize(size: Size): void {
    if (size.cols === this.size.cols && size.rows === this.size.rows) return
    this.size = size
    this.#tunnel.control('termsize', { cols: size.cols, rows: size.rows })
  }

  /** Ends the shell for good. */
  leave(): void {
    this.#tunnel.leave()
  }

  /** Ends the wait of a reconnect. */
  retryNow(): void {
    this.#tunnel.retryNow()
  }

  #moved(state: State): void {
    if (state.name === 'open') this.#asking = false
    else if (state.name === 'broken') this.#resuming = true
    this.sink.state(state)
  }

  #hear(message: Control): void {
    if (message.type === 'consent') this.#asking = message.state === 'asked'
    else if (message.type === 'resumed' && isCount(message.from))
      this.#resumed(message.from, isCount(message.lost) ? message.lost : 0)
  }

  #resumed(from: number, lost: number): void {
    if (!this.#resuming) return
    this.#resuming = false
    const gap = Math.max(lost, from - this.#received)
    this.#skip = Math.max(0, this.#received - from)
    this.#received = Math.max(this.#received, from)
    this.sink.notice(gap > 0 ? { kind: 'lost', bytes: gap } : { kind: 'resumed' })
  }

  #take(bytes: Bytes): void {
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
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
