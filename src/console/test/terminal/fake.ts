import type { SessionPass } from '../../src/api/types'
import type { Host, Sink, Socket } from '../../src/features/terminal/connection'
import type { Notice, State } from '../../src/features/terminal/states'

/** A WebSocket whose other side is the test. */
export class FakeSocket implements Socket {
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly texts: string[] = []
  readonly sent: number[] = []
  closed = false

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data === 'string') this.texts.push(data)
    else this.sent.push(...data)
  }

  close(): void {
    this.closed = true
  }

  text(data: string): void {
    this.onmessage?.({ data })
  }

  bytes(...data: number[]): void {
    this.onmessage?.({ data: Uint8Array.from(data).buffer })
  }

  break(): void {
    this.onclose?.()
  }
}

/** A server that answers as it is told, and remembers what it was asked. */
export class FakeHost implements Host {
  readonly sockets: FakeSocket[] = []
  readonly asked: string[] = []
  /** What the next calls reject with; null to answer. */
  failure: unknown = null
  sessionId = 's1'

  start = () => this.#answer('start')
  rejoin = (sessionId: string) => this.#answer(`rejoin ${sessionId}`)
  now = () => Date.now()

  open(path: string): Socket {
    this.asked.push(path)
    const socket = new FakeSocket()
    this.sockets.push(socket)
    return socket
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  #answer(question: string): Promise<SessionPass> {
    this.asked.push(question)
    if (this.failure !== null) return Promise.reject(this.failure)
    return Promise.resolve({
      sessionId: this.sessionId,
      path: `/relay?n=${this.sockets.length + 1}`,
      protocol: 1,
      expiresAt: '',
    })
  }
}

/** Writes down all that a connection tells the page. */
export class Recorder implements Sink {
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
