import { type Answer, chunkSize, window, writeChunk } from './codec'
import { Cut, type Link, Refused } from './link'
import { Sha256 } from './sha256'
import type { Transfer } from './transfers'

/** Sends a file, from where the device already has it. Rejects with `Cut` (ask again later), or `Refused`. */
export async function upload(link: Link, transfer: Transfer, file: File): Promise<Answer> {
  const call = new Call()
  const number = link.request(
    {
      action: 'put',
      transfer: transfer.key,
      path: transfer.folder,
      name: transfer.name,
      size: file.size,
      modified: file.lastModified,
      conflict: transfer.conflict,
      restart: transfer.restart,
    },
    call,
  )
  transfer.number = number
  const start = await call.next()
  if (start.action === 'done') return start

  const hash = new Sha256()
  let position = 0
  const offset = start.offset ?? 0
  while (position < offset) {
    const piece = await read(file, position, Math.min(offset, position + chunkSize))
    hash.update(piece)
    position += piece.length
    transfer.moved(position)
    await transfer.going()
  }
  if (hash.hex() !== start.sha256) {
    // The device has the beginning of something else: all of it goes again.
    link.tell({ action: 'cancel', reqid: number })
    transfer.restart = true
    throw new Cut()
  }
  transfer.restart = false
  call.taken = offset

  while (position < file.size) {
    await transfer.going()
    while (position - call.taken >= chunkSize * window) await call.moved()
    call.check()
    const piece = await read(file, position, Math.min(file.size, position + chunkSize))
    hash.update(piece)
    if (!link.send(await writeChunk(number, position, piece))) throw new Cut()
    position += piece.length
    transfer.moved(call.taken)
  }
  link.tell({ action: 'putdone', reqid: number, sha256: hash.hex() })
  return call.next()
}

async function read(file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer())
  } catch {
    throw new Refused('unreadable', '')
  }
}

/** One request with acknowledgements between its answers. */
class Call {
  taken = 0
  #answers: Answer[] = []
  #failure: Error | null = null
  #wake: (() => void)[] = []

  answer(answer: Answer): boolean {
    if (answer.action === 'ack') this.taken = answer.offset ?? this.taken
    else if (answer.action === 'failed') this.#failure = new Refused(answer.code ?? '', answer.message ?? '')
    else if (answer.action !== 'progress') this.#answers.push(answer)
    this.#rouse()
    return answer.action === 'failed' || answer.action === 'done'
  }

  cut(): void {
    this.#failure ??= new Cut()
    this.#rouse()
  }

  check(): void {
    if (this.#failure) throw this.#failure
  }

  /** Something was heard. */
  async moved(): Promise<void> {
    this.check()
    await new Promise<void>((done) => this.#wake.push(done))
    this.check()
  }

  async next(): Promise<Answer> {
    for (;;) {
      const answer = this.#answers.shift()
      if (answer) return answer
      await this.moved()
    }
  }

  #rouse(): void {
    for (const done of this.#wake.splice(0)) done()
  }
}
