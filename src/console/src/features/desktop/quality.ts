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

/** Bytes per second that are a film and no typing, and the quality of a film: nobody reads in it, and twice as many pictures come through. */
const film = 3_000_000
const ofFilm = 55

/** What the next measurement led to: nothing, another quality to ask for, or one at which what stands on the screen is worth sending again. */
export type Advice = 'keep' | 'ask' | 'sharpen'

/** Follows round trip and rate: pictures that wait on the way make the round trip longer long before anybody sees them late. */
export class AutoQuality {
  #quality = 60
  #quickest = Number.POSITIVE_INFINITY
  #rough = false

  get current(): Quality {
    return { quality: this.#quality, timer: this.#quality < 40 ? 66 : 25, grey: false }
  }

  /** Takes a measured round trip (ms) and what came lately (bytes per second). */
  measured(roundTrip: number, rate: number): Advice {
    this.#quickest = Math.min(this.#quickest, roundTrip)
    const waiting = roundTrip - this.#quickest
    const before = this.#quality
    const top = rate > film ? ofFilm : most
    if (waiting > crowded) this.#quality = Math.max(least, this.#quality - 15)
    else if (this.#quality > top) this.#quality = top
    else if (waiting < free) this.#quality = Math.min(top, this.#quality + 5)
    if (this.#quality < before) this.#rough = true
    if (this.#rough && this.#quality === most) {
      this.#rough = false
      return 'sharpen'
    }
    return this.#quality === before ? 'keep' : 'ask'
  }
}

/** Pictures a second at most; null: as many as come. */
export const frameLimits = [null, 30, 15, 5] as const
export type FrameLimit = (typeof frameLimits)[number]

export function qualityOf(choice: QualityChoice, auto: AutoQuality, limit: FrameLimit): Quality {
  const wanted = choice === 'auto' ? auto.current : chosen[choice]
  return limit === null ? wanted : { ...wanted, timer: Math.max(wanted.timer, Math.round(1000 / limit)) }
}
