/**
 * SHA-256 (FIPS 180-4) that takes its input piece by piece, which the browser's own cannot: a file of any size is hashed while it
 * passes. `copy` is the state in the middle, for comparing what an interrupted transfer already has.
 */
export class Sha256 {
  readonly #state = new Uint32Array(first)
  readonly #block = new Uint8Array(64)
  #filled = 0
  #length = 0

  update(data: Uint8Array): this {
    this.#length += data.length
    let at = 0
    if (this.#filled > 0) {
      at = Math.min(64 - this.#filled, data.length)
      this.#block.set(data.subarray(0, at), this.#filled)
      this.#filled += at
      if (this.#filled < 64) return this
      compress(this.#state, this.#block, 0)
      this.#filled = 0
    }
    for (; at + 64 <= data.length; at += 64) compress(this.#state, data, at)
    this.#block.set(data.subarray(at))
    this.#filled = data.length - at
    return this
  }

  copy(): Sha256 {
    const copy = new Sha256()
    copy.#state.set(this.#state)
    copy.#block.set(this.#block)
    copy.#filled = this.#filled
    copy.#length = this.#length
    return copy
  }

  /** The hash of all that was put in so far, hexadecimal; more may follow. */
  hex(): string {
    const last = this.copy()
    const padding = new Uint8Array(((119 - (last.#filled % 64)) % 64) + 9)
    padding[0] = 0x80
    const view = new DataView(padding.buffer)
    view.setUint32(padding.length - 8, Math.floor(last.#length / 0x20000000))
    view.setUint32(padding.length - 4, (last.#length << 3) >>> 0)
    last.update(padding)
    return [...last.#state].map((word) => word.toString(16).padStart(8, '0')).join('')
  }
}

/** The first 32 bits behind the point of the roots of the first primes: square roots to begin with, cube roots for the rounds. */
function roots(count: number, power: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++)
      if (candidate % divisor === 0) prime = false
    if (prime) found.push(((candidate ** (1 / power) % 1) * 0x100000000) | 0)
  }
  return found
}

const first = roots(8, 2)
const rounds = Int32Array.from(roots(64, 3))
const schedule = new Int32Array(64)

function compress(state: Uint32Array, data: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const from = at + i * 4
    schedule[i] =
      ((data[from] as number) << 24) |
      ((data[from + 1] as number) << 16) |
      ((data[from + 2] as number) << 8) |
      (data[from + 3] as number)
  }
  for (let i = 16; i < 64; i++) {
    const x = schedule[i - 15] as number
    const y = schedule[i - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    schedule[i] = ((schedule[i - 16] as number) + s0 + (schedule[i - 7] as number) + s1) | 0
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (rounds[i] as number) + (schedule[i] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e
  state[5] = (state[5] as number) + f
  state[6] = (state[6] as number) + g
  state[7] = (state[7] as number) + h
}
