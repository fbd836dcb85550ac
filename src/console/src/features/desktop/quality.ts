export type QualityChoice = 'auto' | 'sharp' | 'balanced' | 'fast' | 'grey'
export const qualityChoices: readonly QualityChoice[] = ['auto', 'sharp', 'balanced', 'fast', 'grey']

/** What is asked of the device: JPEG quality 1 to 100, ms between two pictures, brightness alone. */
export interface Quality {
  quality: number
  timer: number
  grey: boolean
}

const chosen: Record<Exclude<QualityChoice, 'auto'>, Quality> = {
  sharp: { quality: 88, timer: 25, grey: false },
  balanced: { quality: 60, timer: 25, grey: false },
  fast: { quality: 30, timer: 66, grey: false },
  grey: { quality: 35, timer: 50, grey: true },
}

const least = 20
const most = 85
/** Waiting on the way, on top of the quickest round trip seen (ms): above the first quality falls, below the second it rises. */
const crowded = 150
const free = 40

/** Follows the round trip: pictures that wait on the way make it longer long before anybody sees them late. */
export class AutoQuality {
  #quality = 60
  #quickest = Number.POSITIVE_INFINITY

  get current(): Quality {
    return { quality: this.#quality, timer: this.#quality < 40 ? 66 : 25, grey: false }
  }

  /** Takes a measured round trip (ms); true when the quality changed. */
  measured(roundTrip: number): boolean {
    this.#quickest = Math.min(this.#quickest, roundTrip)
    const waiting = roundTrip - this.#quickest
    const before = this.#quality
    if (waiting > crowded) this.#quality = Math.max(least, this.#quality - 15)
    else if (waiting < free) this.#quality = Math.min(most, this.#quality + 5)
    return this.#quality !== before
  }
}

export const qualityOf = (choice: QualityChoice, auto: AutoQuality): Quality =>
  choice === 'auto' ? auto.current : chosen[choice]
