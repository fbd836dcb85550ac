/** Frames and bytes of the last seconds. */
export class Meter {
  #seconds: { frames: number; bytes: number }[] = []
  #now = { frames: 0, bytes: 0 }

  frame(): void {
    this.#now.frames++
  }

  bytes(count: number): void {
    this.#now.bytes += count
  }

  /** Called once a second; gives the mean of the last three. */
  tick(): { frames: number; bytes: number } {
    this.#seconds = [...this.#seconds.slice(-2), this.#now]
    this.#now = { frames: 0, bytes: 0 }
    const sum = (of: 'frames' | 'bytes') => this.#seconds.reduce((total, second) => total + second[of], 0)
    return {
      frames: Math.round(sum('frames') / this.#seconds.length),
      bytes: Math.round(sum('bytes') / this.#seconds.length),
    }
  }
}
