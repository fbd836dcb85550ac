import type { Bytes, Control } from '../../kit/tunnel/control'
import type { State as TunnelState } from '../../kit/tunnel/states'
import { type Host, Tunnel } from '../../kit/tunnel/tunnel'

/** Where a desktop session stands: joining two sides is not yet seeing a picture. */
export type State =
  | TunnelState
  /** The person at the device is asked, and has until then (ms since 1970); `seconds` is what they had at first. */
  | { name: 'person'; until: number; seconds: number }
  /** Joined, and no picture yet. */
  | { name: 'starting' }

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
  /** What the device calls one of its displays. */
  display(id: number, name: string, primary: boolean): void
}

/** A desktop session as the viewer sees it: what it may send, and when. */
export class Connection {
  #state: State = { name: 'asking' }
  readonly #tunnel: Tunnel

  constructor(
    host: Host,
    private readonly sink: Sink,
  ) {
    this.#tunnel = new Tunnel(host, {
      protocol: '2',
      measureEvery: 2_000,
      silence: 15_000,
      options: () => ({ acks: true }),
      state: (state) => this.#moved(state),
      bytes: (message) => sink.packets(message),
      control: (message) => this.#hear(message),
      console: (message) => sink.console(message),
      latency: (milliseconds) => sink.latency(milliseconds),
    })
  }

  get state(): State {
    return this.#state
  }

  start(): void {
    this.#tunnel.start()
  }

  /** Dropped while there is nobody to take it, which the page shows. */
  send(packet: Bytes): void {
    if (this.#state.name !== 'person') this.#tunnel.send(packet)
  }

  /** So many bytes of this tunnel are on the screen: the device sends no more than a little ahead of that. */
  shown(bytes: number): void {
    this.#tunnel.control('ack', { bytes })
  }

  /** The first picture is drawn. */
  drawn(): void {
    if (this.#state.name === 'starting') this.#set(this.#tunnel.state)
  }

  /** This text is in the clipboard here. */
  clipboard(data: string): void {
    if (this.#state.name === 'open') this.#tunnel.control('clipboard', { data })
  }

  /** Whether the device is to tell what is copied there. */
  wantClipboard(value: boolean): void {
    this.#tunnel.control('clipboardwanted', { value })
  }

  /** The device is to lock its screen when this session ends; it answers whether it will. */
  lockOnLeave(value: boolean): void {
    this.#tunnel.control('autolock', { value })
  }

  leave(): void {
    this.#tunnel.leave()
  }

  /** Ends the wait of a reconnect. */
  retryNow(): void {
    this.#tunnel.retryNow()
  }

  #moved(state: TunnelState): void {
    this.#set(state.name === 'open' ? { name: 'starting' } : state)
    if (state.name === 'open') this.sink.begun()
  }

  #hear(message: Control): void {
    if (message.type === 'clipboard' && typeof message.data === 'string') this.sink.clipboard(message.data)
    else if (message.type === 'autolock') this.sink.locks(message.value === true)
    else if (message.type === 'display' && typeof message.id === 'number')
      this.sink.display(
        message.id,
        typeof message.name === 'string' ? message.name : '',
        message.primary === true,
      )
    else if (message.type === 'consent') this.#consent(message)
  }

  /** How far the device has come with asking its person; what becomes of a no is said by `console` and `close`. */
  #consent(message: Control): void {
    const seconds = typeof message.seconds === 'number' ? message.seconds : 0
    if (message.state === 'asked') this.#set({ name: 'person', until: Date.now() + seconds * 1000, seconds })
    else if (message.state === 'given' && this.#state.name === 'person') this.#set({ name: 'starting' })
  }

  #set(state: State): void {
    this.#state = state
    this.sink.state(state)
  }
}
