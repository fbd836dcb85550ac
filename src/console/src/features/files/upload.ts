import { type Answer, ChunkWriter } from './codec'
import { Cut, type Link, Refused } from './link'
import { type Piece, pieces } from './pieces'
import { SendWindow } from './send-window'
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
      pieces: true,
    },
    call,
  )
  transfer.number = number
  try {
    return await send(link, call, number, transfer, file)
  } catch (error) {
    // The device would keep it open for more; of a file that is not what it was, what it has is of no use.
    if (error instanceof Refused && !call.over) link.tell({ action: 'cancel', reqid: number })
    throw error
  }
}

async function send(link: Link, call: Call, number: number, transfer: Transfer, file: File): Promise<Answer> {
  const start = await call.next()
  if (start.action === 'done') return start

  const hash = new Sha256()
  // An agent from before there were hashes of pieces does not tell one.
  const inPieces = start.pieces !== undefined
  const take = (piece: Piece) => hash.update(inPieces ? piece.hash : piece.data)
  const offset = start.offset ?? 0
  let position = 0
  for await (const piece of pieces(file, 0, offset)) {
    take(piece)
    position += piece.data.length
    transfer.moved(position)
    await transfer.going()
  }
  if (hash.hex() !== (start.pieces ?? start.sha256)) {
    // The device has the beginning of something else: all of it goes again.
    link.tell({ action: 'cancel', reqid: number })
    transfer.restart = true
    throw new Cut()
  }
  transfer.restart = false
  const window = call.begin(offset)

  const chunks = new ChunkWriter(number)
  for await (const piece of pieces(file, offset, file.size)) {
    await transfer.going()
    while (!window.open) await call.moved()
    call.check()
    take(piece)
    if (!link.send(chunks.write(position, piece))) throw new Cut()
    position += piece.data.length
    window.sent(position)
    transfer.moved(window.taken)
  }
  link.tell({ action: 'putdone', reqid: number, [inPieces ? 'pieces' : 'sha256']: hash.hex() })
  return call.next()
}

/** One request with acknowledgements between its answers. */
class Call {
  /** The device has given its last answer. */
  over = false
  #window: SendWindow | null = null
  #answers: Answer[] = []
  #failure: Error | null = null
  #wake: (() => void)[] = []

  /** From here on pieces are sent, and acknowledged. */
  begin(offset: number): SendWindow {
    this.#window = new SendWindow(offset)
    return this.#window
  }

  answer(answer: Answer): boolean {
    if (answer.action === 'ack') this.#acknowledged(answer.offset ?? 0)
    else if (answer.action === 'failed') this.#failure = new Refused(answer.code ?? '', answer.message ?? '')
    else if (answer.action !== 'progress') this.#answers.push(answer)
    this.over = answer.action === 'failed' || answer.action === 'done'
    this.#rouse()
    return this.over
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

  /** A device that has what was never sent, or has less than it had, has not this file. */
  #acknowledged(offset: number): void {
    if (!this.#window?.acknowledged(offset)) this.#failure ??= new Refused('damaged', '')
  }

  #rouse(): void {
    for (const done of this.#wake.splice(0)) done()
  }
}
