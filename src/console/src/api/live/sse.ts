/** One message of an event stream. `id` is absent for what has no place in the log (presence). */
export interface StreamMessage {
  event: string
  data: string
  id?: string
}

/** Longest line kept, in characters: a stream that sends no line end must not fill memory. */
export const maxLine = 1_048_576

/**
 * Reads `text/event-stream` (HTML standard, 9.2.6) from pieces cut anywhere, also between CR and LF.
 * Comments are reported as a sign of life and otherwise dropped.
 */
export class StreamParser {
  #line = ''
  #afterCr = false
  #event = ''
  #data: string[] = []
  #id: string | undefined

  constructor(private readonly onMessage: (message: StreamMessage) => void) {}

  /** @throws RangeError when one line is longer than `maxLine`. */
  push(piece: string): void {
    let start = 0
    for (let i = 0; i < piece.length; i++) {
      const c = piece[i]
      if (this.#afterCr && c === '\n') {
        this.#afterCr = false
        start = i + 1
        continue
      }
      this.#afterCr = c === '\r'
      if (c !== '\n' && c !== '\r') continue
      this.#end(this.#line + piece.slice(start, i))
      this.#line = ''
      start = i + 1
    }
    this.#line += piece.slice(start)
    if (this.#line.length > maxLine) throw new RangeError('a line of the live feed is too long')
  }

  #end(line: string): void {
    if (line === '') {
      this.#dispatch()
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    let value = colon < 0 ? '' : line.slice(colon + 1)
    if (value.startsWith(' ')) value = value.slice(1)
    if (field === 'event') this.#event = value
    else if (field === 'data') this.#data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.#id = value
  }

  #dispatch(): void {
    if (this.#data.length > 0 || this.#event !== '') {
      const message: StreamMessage = { event: this.#event || 'message', data: this.#data.join('\n') }
      if (this.#id !== undefined) message.id = this.#id
      this.onMessage(message)
    }
    this.#event = ''
    this.#data = []
    this.#id = undefined
  }
}
