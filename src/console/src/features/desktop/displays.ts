import { allDisplays, type PlaceOfDisplay } from './packets'

/** One display of the device; `id` is `allDisplays` for the choice of all of them. */
export interface Display {
  id: number
  /** What the device calls it; empty where it does not say. */
  name: string
  /** Panels and new windows go there. */
  primary: boolean
  /** Null where the device does not say. */
  place: PlaceOfDisplay | null
}

/** Longest name shown, in characters: it comes from the device. */
const longestName = 64

/** The displays of a device, as far as it has told of them by now, and the one that is wanted. */
export class Displays {
  #all: readonly Display[] = []
  #asked = false

  /** @param wanted the display to be shown whenever there is such a one; null: whichever the device begins with */
  constructor(public wanted: number | null = null) {}

  get all(): readonly Display[] {
    return this.#all
  }

  /** A new tunnel: the other side has forgotten what was asked of it. */
  begin(): void {
    this.#asked = false
  }

  /**
   * The device's list; what is known of a display stays until it is told anew.
   * @returns the display to ask for now, if any; each is asked for once, whatever the device makes of it
   */
  list(ids: readonly number[], selected: number): number | null {
    this.#all = ids.map(
      (id) => this.#all.find((known) => known.id === id) ?? { id, name: '', primary: false, place: null },
    )
    const { wanted } = this
    if (wanted === null || !ids.includes(wanted)) this.#asked = false
    else if (selected !== wanted && !this.#asked) {
      this.#asked = true
      return wanted
    }
    return null
  }

  place(places: readonly PlaceOfDisplay[]): void {
    for (const place of places) this.#learn(place.id, { place })
  }

  name(id: number, name: string, primary: boolean): void {
    // Neither control characters nor ones that turn the direction of what stands around them.
    this.#learn(id, { name: name.replace(/\p{C}/gu, '').slice(0, longestName), primary })
  }

  #learn(id: number, news: Partial<Display>): void {
    this.#all = this.#all.map((display) => (display.id === id ? { ...display, ...news } : display))
  }
}

/** Whether it stands for all of them. */
export const isAll = (display: Display) => display.id === allDisplays
