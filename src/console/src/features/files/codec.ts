/** One piece of a file: its mark 2, the transfer's number, the offset, the SHA-256 of the data, the data (the agent's `FileChunk`). */
const mark = 2
const headerSize = 45
/** A piece of a file: what one chunk holds, and what a hash of pieces is made of (the agent's `PieceHash`). */
export const pieceSize = 256 * 1024

export interface Chunk {
  transfer: number
  offset: number
  hash: Uint8Array
  data: Uint8Array<ArrayBuffer>
}

/** Writes the chunks of one transfer. All in the same memory, of which a socket makes its own copy: each is good until the next. */
export class ChunkWriter {
  readonly #message = new Uint8Array(headerSize + pieceSize)
  readonly #view = new DataView(this.#message.buffer)

  constructor(transfer: number) {
    this.#message[0] = mark
    this.#view.setUint32(1, transfer)
  }

  write(offset: number, { data, hash }: Pick<Chunk, 'data' | 'hash'>): Uint8Array<ArrayBuffer> {
    this.#view.setBigUint64(5, BigInt(offset))
    this.#message.set(hash, 13)
    this.#message.set(data, headerSize)
    return this.#message.subarray(0, headerSize + data.length)
  }
}

export function readChunk(message: ArrayBuffer): Chunk | null {
  const bytes = new Uint8Array(message)
  if (bytes.length < headerSize || bytes[0] !== mark) return null
  const view = new DataView(message)
  const offset = view.getBigUint64(5)
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return {
    transfer: view.getUint32(1),
    offset: Number(offset),
    hash: bytes.subarray(13, headerSize),
    data: bytes.subarray(headerSize),
  }
}

/** What the device answers; which members there are depends on `action`. */
export interface Answer {
  action?: string
  reqid?: number
  code?: string
  message?: string
  offset?: number
  size?: number
  count?: number
  modified?: number
  sha256?: string
  pieces?: string
  name?: string
  dir?: Entry[] | null
  end?: boolean
  cut?: boolean
}

/** An entry of a folder as it stands on the wire. `t`: 1 drive, 2 folder, 3 file, 4 device and the like. */
export interface Entry {
  n: string
  t: number
  s?: number
  d?: string
  m?: number
  o?: string
  g?: string
  l?: string
  f?: number
}

/** JSON in a text or binary message; null for anything else. */
export function readJson(data: string | ArrayBuffer): (Answer & Record<string, unknown>) | null {
  const text = typeof data === 'string' ? data : new TextDecoder().decode(data)
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Answer & Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Names are bytes; those that are no text come as U+F700 + byte. For people: `\xE4`. */
export const showName = (name: string) =>
  name.replace(/[\uF780-\uF7FF]/g, (c) => `\\x${(c.charCodeAt(0) - 0xf700).toString(16).toUpperCase()}`)

/** `rwxr-x---` */
export function showMode(mode: number): string {
  return [6, 3, 0]
    .map((shift) => {
      const bits = (mode >> shift) & 7
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
    })
    .join('')
}
