import { type Answer, type Chunk, pieceSize } from './codec'
import { Cut, type Link, Refused } from './link'
import { sha256 } from './pieces'
import { Sha256 } from './sha256'
import type { Transfer } from './transfers'

/** Pieces are joined into one blob of this size, which the browser may keep on its disk. */
const joinAt = 8 * 1024 * 1024
/** Bytes that are acknowledged together: half of what a device sends at least before it waits. */
const ackEvery = 2 * pieceSize

/** What has arrived of a file so far; outlives the tunnels it came through. */
export class Received {
  size = 0
  hash = new Sha256()
  /** Of its pieces, as newer agents tell it: nothing of the file itself is hashed here a second time. */
  inPieces = false
  #whole: Blob[] = []
  #pieces: Uint8Array<ArrayBuffer>[] = []
  #loose = 0

  add({ data, hash }: Chunk): void {
    this.hash.update(this.inPieces ? hash : data)
    this.size += data.length
    this.#pieces.push(data)
    this.#loose += data.length
    if (this.#loose >= joinAt) this.#join()
  }

  clear(): void {
    this.size = 0
    this.hash = new Sha256()
    this.#whole = []
    this.#pieces = []
    this.#loose = 0
  }

  blob(type = 'application/octet-stream'): Blob {
    this.#join()
    return new Blob(this.#whole, { type })
  }

  #join(): void {
    this.#whole.push(new Blob(this.#pieces))
    this.#pieces = []
    this.#loose = 0
  }
}

export interface Wanted {
  path: string
  names: readonly string[]
  zip: boolean
}

/** Takes a file or a zip, from where it stopped the last time. Rejects with `Cut` (ask again later), or `Refused`. */
export function download(
  link: Link,
  wanted: Wanted,
  received: Received,
  transfer: Pick<Transfer, 'moved' | 'going' | 'sized'>,
): Promise<Answer> {
  return new Promise((done, failed) => {
    let work = Promise.resolve()
    let over = false
    let acknowledged = received.size
    // One thing after the other: hashing waits, and the order of the pieces is that of the file.
    const then = (step: () => Promise<void> | void) => {
      work = work
        .then(() => (over ? undefined : step()))
        .catch((error: unknown) => {
          over = true
          link.tell({ action: 'cancel', reqid: number })
          link.forget(number)
          failed(error)
        })
    }
    const take = async (chunk: Chunk, hashed: Promise<Uint8Array>) => {
      const hash = await hashed
      if (chunk.offset !== received.size || hash.some((byte, i) => byte !== chunk.hash[i])) throw new Cut()
      received.add(chunk)
      transfer.moved(received.size)
      await transfer.going()
      if (received.size - acknowledged < ackEvery) return
      acknowledged = received.size
      link.tell({ action: 'ack', reqid: number, offset: acknowledged })
    }
    const answered = (answer: Answer) => {
      switch (answer.action) {
        case 'getstart':
          transfer.sized(answer.size ?? null)
          if (received.size === 0) received.inPieces = answer.pieces !== undefined
          if (sum(answer) === received.hash.hex()) break
          // What the device has before this place is not what is here: it was changed, so it begins anew.
          received.clear()
          throw new Cut()
        case 'failed':
          if (answer.code === 'changed' && received.size > 0) {
            received.clear()
            throw new Cut()
          }
          throw new Refused(answer.code ?? '', answer.message ?? '')
        case 'done':
          if (sum(answer) !== received.hash.hex()) {
            received.clear()
            throw new Refused('damaged', '')
          }
          done(answer)
      }
    }
    const sum = (answer: Answer) => (received.inPieces ? answer.pieces : answer.sha256)
    const number = link.request(
      { action: 'get', ...wanted, offset: received.size, pieces: true },
      {
        answer(answer) {
          then(() => answered(answer))
          return answer.action === 'done' || answer.action === 'failed'
        },
        chunk(chunk) {
          // Hashed at once, beside those that came before it.
          const hashed = sha256(chunk.data)
          then(() => take(chunk, hashed))
        },
        cut: () => then(() => Promise.reject(new Cut())),
      },
    )
  })
}
