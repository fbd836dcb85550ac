import { createHash } from 'node:crypto'
import { vi } from 'vitest'
import { type Answer, ChunkWriter, pieceSize, readChunk, readJson } from '../../src/features/files/codec'
import { Link } from '../../src/features/files/link'
import { FakeHost } from '../kit/tunnel/fake'

export const sha256 = (data: Uint8Array) => createHash('sha256').update(data)
export const hashOf = (data: Uint8Array) => sha256(data).digest('hex')

/** What the agent calls `PieceHash`, from its summary alone. */
export function sumOf(data: Uint8Array): string {
  const sum = createHash('sha256')
  for (let at = 0; at < data.length; at += pieceSize)
    sum.update(sha256(data.subarray(at, at + pieceSize)).digest())
  return sum.digest('hex')
}

/** Bytes that are not the same in any two pieces. */
export function some(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 131 + (i >> 8) * 7 + (i >> 16)) & 255
  return bytes
}

/** The other end of a link to files, which answers as the test tells it. */
export class FakeDevice {
  readonly host = new FakeHost()
  readonly #link: Link | null

  /** With a link of its own, unless the test's page makes one. */
  constructor(linked = true) {
    this.#link = linked ? new Link(this.host) : null
  }

  get link(): Link {
    if (!this.#link) throw new Error('the page has the link')
    return this.#link
  }

  /** Device and page come to the newest tunnel. */
  async join(): Promise<this> {
    await until(() => this.host.sockets.at(-1)?.closed === false)
    this.host.join()
    return this
  }

  say(answer: object): void {
    this.host.last.bytes(...new TextEncoder().encode(JSON.stringify(answer)))
  }

  chunk(transfer: number, offset: number, data: Uint8Array<ArrayBuffer>, hash?: Uint8Array): void {
    const chunk = new ChunkWriter(transfer).write(offset, { data, hash: hash ?? sha256(data).digest() })
    this.host.last.onmessage?.({ data: chunk.slice().buffer })
  }

  /** The chunks that came through the newest tunnel, and what else was said in it. */
  get chunks() {
    return this.host.last.messages.flatMap((bytes) => readChunk(bytes.buffer) ?? [])
  }

  get requests(): Answer[] {
    return this.host.last.messages.flatMap((bytes) => {
      const request = readChunk(bytes.buffer) ? null : readJson(bytes.buffer)
      return request ? [request] : []
    })
  }

  /** As a whole: what the chunks hold. */
  get data(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.chunks.map(({ data }) => data)))
  }

  cut(): void {
    this.host.last.break()
  }
}

/** Until this is so. */
export const until = (look: () => boolean) =>
  vi.waitFor(() => {
    if (!look()) throw new Error('not yet')
  })

/** All that is under way without anybody's help has happened: reading and hashing take turns of their own. */
export async function still(measure: () => number): Promise<number> {
  for (let same = 0, before = -1; same < 20; ) {
    await new Promise((done) => setTimeout(done, 1))
    const now = measure()
    same = now === before ? same + 1 : 0
    before = now
  }
  return measure()
}
