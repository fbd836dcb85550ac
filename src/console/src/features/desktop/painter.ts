import type { Bytes, Packet } from './packets'

type Picture = Extract<Packet, { type: 'picture' }>

export interface PainterEvents {
  /** All bytes up to this one of the tunnel are on the screen. */
  shown(bytes: number): void
  /** At least one picture was drawn in this frame. */
  drawn(): void
}

/** A picture that can be drawn, and is to be closed afterwards. */
type Drawable = CanvasImageSource & { close(): void }

const type = 'image/jpeg'

/** By the browser's image decoder where it has one: a blob would go to another process and back before it is looked at. */
export async function decodePicture(image: Bytes): Promise<Drawable> {
  if (!('ImageDecoder' in globalThis)) return createImageBitmap(new Blob([image], { type }))
  const decoder = new ImageDecoder({ data: image, type })
  try {
    return (await decoder.decode()).image
  } finally {
    decoder.close()
  }
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
    private readonly decode: (image: Bytes) => Promise<Drawable> = decodePicture,
  ) {
    this.#context = canvas.getContext('2d', { alpha: false })
  }

  /** A new tunnel: what the old one still has in the line is not drawn. */
  begin(): void {
    this.#tunnel++
  }

  resize(width: number, height: number): void {
    const tunnel = this.#tunnel
    this.#line = this.#line.then(() => {
      if (tunnel !== this.#tunnel) return
      if (this.canvas.width === width && this.canvas.height === height) return
      this.canvas.width = width
      this.canvas.height = height
    })
  }

  /** Draws the pictures of one message, after which `upto` bytes of the tunnel are shown. */
  draw(pictures: readonly Picture[], upto: number): void {
    const decoded = pictures.map((picture) =>
      // A picture that cannot be decoded is left out; the next change of its place brings another.
      this.decode(picture.image).then(
        (image) => ({ picture, image }),
        () => null,
      ),
    )
    const tunnel = this.#tunnel
    this.#line = this.#line.then(async () => {
      for (const one of await Promise.all(decoded)) {
        if (one && tunnel === this.#tunnel) {
          this.#context?.drawImage(one.image, one.picture.x, one.picture.y)
          this.#count()
        }
        one?.image.close()
      }
      if (tunnel === this.#tunnel) this.events.shown(upto)
    })
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
