import { pieceSize } from './codec'

const least = 2 * pieceSize
const start = 8 * pieceSize
const most = 32 * pieceSize
/** Acknowledged sooner, the line carries more; later, what is sent only waits, and all else that is asked waits behind it (ms). */
const soon = 200
const late = 1_000

/**
 * How much of an upload may be on its way: from 512 KB to 8 MB, as long as it takes to be acknowledged. Each acknowledgement that comes soon
 * makes room for one more piece than before it, each that comes late for one less.
 */
export class SendWindow {
  /** Up to here the device has it. */
  taken: number
  #sent: number
  #size = start
  readonly #onTheirWay: [upto: number, at: number][] = []

  constructor(offset: number) {
    this.taken = offset
    this.#sent = offset
  }

  /** One more piece may go. */
  get open(): boolean {
    return this.#sent - this.taken < this.#size
  }

  sent(upto: number): void {
    this.#sent = upto
    this.#onTheirWay.push([upto, performance.now()])
  }

  /** False when that cannot be: it was never sent, or was acknowledged before. */
  acknowledged(upto: number): boolean {
    if (!(upto > this.taken && upto <= this.#sent)) return false
    this.taken = upto
    for (let [first] = this.#onTheirWay; first && first[0] <= upto; [first] = this.#onTheirWay) {
      this.#onTheirWay.shift()
      const took = performance.now() - first[1]
      if (took < soon) this.#size = Math.min(most, this.#size + pieceSize)
      else if (took > late) this.#size = Math.max(least, this.#size - pieceSize)
    }
    return true
  }
}
