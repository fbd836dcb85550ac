import { type Drawable, pictureDecoder } from './decode'
import type { Bytes, Packet } from './packets'

type Picture = Extract<Packet, { type: 'picture' }>

export interface PainterEvents {
  /** All bytes up to this one of the tunnel are on the screen. */
  shown(bytes: number): void
  /** At least one picture was drawn in this frame. */
  drawn(): void
  /** The browser took the canvas away and gave an empty one back, as when a graphics driver dies: all of it is wanted again. */
  lost(): void
}

/** Decodes pictures off the page's thread, all at once, and draws them in the order they came. */
export class Painter {
  readonly #context: CanvasRenderingContext2D | null
  #line: Promise<void> = Promise.resolve()
  #tunnel = 0
  #counted = false

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly events: PainterEvents,
    private readonly decode: (image: Bytes) => Promise<Drawable> = pictureDecoder(),
  ) {
    this.#context = canvas.getContext('2d', { alpha: false })
    canvas.addEventListener('contextrestored', () => events.lost())
  }

  /** A new tunnel: what the old one still has in the line is not drawn. */
  begin(): void {
    this.#tunnel++
  }

  resize(width: number, height: number): void {
    const current = this.#ofNow()
    this.#next(async () => {
      if (!current() || (this.canvas.width === width && this.canvas.height === height)) return
      this.canvas.width = width
      this.canvas.height = height
    })
  }

  /** Draws the pictures of one message, after which `upto` bytes of the tunnel are shown. */
  draw(pictures: readonly Picture[], upto: number): void {
    // A picture that cannot be decoded, or not be drawn, is left out; the next change of its place brings another.
    const decoded = Promise.allSettled(
      pictures.map(async (picture) => ({ picture, image: await this.decode(picture.image) })),
    )
    const current = this.#ofNow()
    this.#next(async () => {
      for (const one of await decoded)
        if (one.status === 'fulfilled') this.#put(one.value.picture, one.value.image, current())
      if (current()) this.events.shown(upto)
    })
  }

  #put({ x, y }: Picture, image: Drawable, wanted: boolean): void {
    try {
      if (!wanted) return
      if (this.#context) image.draw(this.#context, x, y)
      this.#count()
    } catch (error) {
      reportError(error)
    } finally {
      image.close()
    }
  }

  /** Tells whether the tunnel of this moment is still the one that is shown. */
  #ofNow(): () => boolean {
    const tunnel = this.#tunnel
    return () => tunnel === this.#tunnel
  }

  /** What goes wrong in one step is for the browser's console, and is no reason not to take the next. */
  #next(step: () => Promise<void>): void {
    this.#line = this.#line.then(step).catch((error) => reportError(error))
  }

  #count(): void {
    if (this.#counted) return
    this.#counted = true
    requestAnimationFrame(() => {
      this.#counted = false
      this.events.drawn()
    })
  }
}
