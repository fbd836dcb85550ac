import type { Bytes } from './packets'

/** A picture that can be drawn, and is to be closed afterwards. */
export interface Drawable {
  draw(on: CanvasRenderingContext2D, x: number, y: number): void
  close(): void
}

const type = 'image/jpeg'
const format = 'RGBA'

/** Most that is kept for pictures to come, in bytes: a few screens of 1920 x 1080. */
const mostSpare = 48 * 1024 * 1024

/** Memory of pictures that are drawn, for the next ones of the same size: what is new has to be fetched and cleared by the system, page by page. */
export class SparePixels {
  #all: ImageData[] = []
  #bytes = 0

  take(width: number, height: number): ImageData {
    const at = this.#all.findIndex((each) => each.width === width && each.height === height)
    const [found] = at < 0 ? [] : this.#all.splice(at, 1)
    if (!found) return new ImageData(width, height)
    this.#bytes -= found.data.byteLength
    return found
  }

  give(pixels: ImageData): void {
    this.#all.push(pixels)
    this.#bytes += pixels.data.byteLength
    while (this.#bytes > mostSpare) this.#bytes -= this.#all.shift()?.data.byteLength ?? 0
  }
}

/**
 * Turns a JPEG into something to draw, off the page's thread.
 * By the browser's image decoder where it has one: a blob would go to another process and back before it is looked at.
 */
export function pictureDecoder(spare = new SparePixels()): (image: Bytes) => Promise<Drawable> {
  return async (image) => {
    if (!('ImageDecoder' in globalThis)) return ofImage(await createImageBitmap(new Blob([image], { type })))
    const decoder = new ImageDecoder({ data: image, type })
    try {
      return await ofFrame((await decoder.decode()).image, spare)
    } finally {
      decoder.close()
    }
  }
}

async function ofFrame(frame: VideoFrame, spare: SparePixels): Promise<Drawable> {
  const pixels = await pixelsOf(frame, spare)
  if (!pixels) return ofImage(frame)
  frame.close()
  return {
    draw: (on, x, y) => on.putImageData(pixels, x, y),
    close: () => spare.give(pixels),
  }
}

/**
 * The pixels of a frame, which the browser converts beside the page's thread. A frame that is drawn as such is converted on that thread, where
 * there is no graphics card, into memory that is new each time: 8 ms for 1920 x 1080, instead of less than one.
 * @returns null where the browser cannot do it
 */
async function pixelsOf(frame: VideoFrame, spare: SparePixels): Promise<ImageData | null> {
  const { width = 0, height = 0 } = frame.visibleRect ?? {}
  try {
    // A browser that does not know the option would convert nothing, and says so by the size.
    if (frame.allocationSize({ format }) !== width * height * 4) return null
    const pixels = spare.take(width, height)
    await frame.copyTo(pixels.data, { format })
    return pixels
  } catch {
    // Not from this kind of frame: it can still be drawn.
    return null
  }
}

const ofImage = (image: CanvasImageSource & { close(): void }): Drawable => ({
  draw: (on, x, y) => on.drawImage(image, x, y),
  close: () => image.close(),
})
