import type { Packet } from './packets'

type Picture = Extract<Packet, { type: 'picture' }>

export interface PainterEvents {
  /** All bytes up to this one of the tunnel are on the screen. */
  shown(bytes: number): void
  /** At least one picture was drawn in this frame. */
  drawn(): void
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
    private readonly decode: (image: Blob) => Promise<ImageBitmap> = (image) => createImageBitmap(image),
  ) {
    this.#context = canvas.getContext('2d', { alpha: false })
  }

  /** A new tunnel: what the old one still has in the line is not drawn. */
  begin(): void {
    this.#tunnel++
  }

  resize(width: number, height: number): void {
    this.#queue(() => {
      if (this.canvas.width === width && this.canvas.height === height) return
      this.canvas.width = width
      this.canvas.height = height
    })
  }

  /** Draws the pictures of one message, after which `upto` bytes of the tunnel are shown. */
  draw(pictures: readonly Picture[], upto: number): void {
    const decoded = pictures.map((picture) =>
      // A picture that cannot be decoded is left out; the next change of its place brings another.
      this.decode(new Blob([picture.image], { type: 'image/jpeg' })).then(
        (image) => ({ picture, image }),
        () => null,
      ),
    )
    this.#queue(async () => {
      for (const one of await Promise.all(decoded)) {
        if (!one) continue
        this.#context?.drawImage(one.image, one.picture.x, one.picture.y)
        one.image.close()
        this.#count()
      }
      this.events.shown(upto)
    })
  }

  #queue(act: () => void | Promise<void>): void {
    const tunnel = this.#tunnel
    this.#line = this.#line.then(() => (tunnel === this.#tunnel ? act() : undefined))
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
