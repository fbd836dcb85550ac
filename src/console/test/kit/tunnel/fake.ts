import type { SessionPass } from '../../../src/api/types'
import { type Bytes, controlPrefix } from '../../../src/kit/tunnel/control'
import type { Host, Socket } from '../../../src/kit/tunnel/tunnel'

/** The text of a control message, from its type on: `control('close"}')`. */
export const control = (rest: string) => `${controlPrefix}${rest}`

/** A WebSocket whose other side is the test. */
export class FakeSocket implements Socket {
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly texts: string[] = []
  readonly messages: Bytes[] = []
  #open = false
  closed = false

  /** As browsers do it: before the socket is open this is an error. */
  send(data: string | Bytes): void {
    if (!this.#open) throw new DOMException('Still connecting.', 'InvalidStateError')
    if (typeof data === 'string') this.texts.push(data)
    // What is written into that memory later is not sent.
    else this.messages.push(data.slice())
  }

  close(): void {
    this.closed = true
  }

  open(): void {
    this.#open = true
    this.onopen?.()
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

  /** All bytes of the binary messages. */
  get sent(): number[] {
    return this.messages.flatMap((message) => [...message])
  }

  /** What was said behind the options, the protocol and the first measurement. */
  get said(): string[] {
    return this.texts.slice(3)
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

  /** Both sides come to the newest tunnel. */
  join(): void {
    this.last.open()
    this.last.text('c')
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
