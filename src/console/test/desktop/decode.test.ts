import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Drawable, pictureDecoder, SparePixels } from '../../src/features/desktop/decode'

class Pixels {
  readonly data: Uint8ClampedArray
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(width * height * 4)
  }
}

beforeEach(() => void vi.stubGlobal('ImageData', Pixels))
afterEach(() => vi.unstubAllGlobals())

describe('a decoder of pictures', () => {
  const image = new Uint8Array([1, 2])
  const bitmap = { close: vi.fn() }
  let made: { data: unknown; type: string }[]
  let closed: number
  let drawn: unknown[][]

  /** A frame of 3 x 2 pixels, as a browser has it that gives its pixels in `size` bytes. */
  const frameOf = (size: number, copyTo: (to: Uint8ClampedArray) => Promise<void>) => ({
    visibleRect: { width: 3, height: 2 },
    allocationSize: vi.fn(() => size),
    copyTo: vi.fn(copyTo),
    close: vi.fn(),
  })
  const decoder = (decode: () => Promise<unknown>) =>
    vi.stubGlobal(
      'ImageDecoder',
      class {
        constructor(init: { data: unknown; type: string }) {
          made.push(init)
        }
        decode = decode
        close() {
          closed++
        }
      },
    )
  const draw = (picture: Drawable) =>
    picture.draw(
      {
        drawImage: (...words: unknown[]) => drawn.push(['image', ...words]),
        putImageData: (...words: unknown[]) => drawn.push(['pixels', ...words]),
      } as unknown as CanvasRenderingContext2D,
      5,
      6,
    )

  beforeEach(() => {
    made = []
    closed = 0
    drawn = []
    bitmap.close.mockReset()
    vi.stubGlobal(
      'createImageBitmap',
      vi.fn(async () => bitmap),
    )
  })

  it('takes the pixels of the frame, lets frame and decoder go, and keeps the memory for the next', async () => {
    const frame = frameOf(24, async (to) => void to.fill(7))
    decoder(async () => ({ image: frame }))
    const decode = pictureDecoder()
    const picture = await decode(image)
    expect(made).toEqual([{ data: image, type: 'image/jpeg' }])
    expect([closed, frame.close.mock.calls.length]).toEqual([1, 1])
    expect(frame.copyTo).toHaveBeenCalledWith(expect.anything(), { format: 'RGBA' })
    draw(picture)
    const pixels = drawn[0]?.[1] as Pixels
    expect(drawn).toEqual([['pixels', pixels, 5, 6]])
    expect([...pixels.data]).toEqual(Array(24).fill(7))

    draw(await decode(image))
    expect(drawn[1]?.[1]).not.toBe(pixels)
    picture.close()
    draw(await decode(image))
    expect(drawn[2]?.[1]).toBe(pixels)
    expect(createImageBitmap).not.toHaveBeenCalled()
  })

  it.each([
    ['that does not know the format', frameOf(9, async () => undefined)],
    [
      'whose frame cannot be read',
      frameOf(24, () => Promise.reject(new DOMException('no', 'NotSupportedError'))),
    ],
  ])('draws the frame itself in a browser %s', async (_, frame) => {
    decoder(async () => ({ image: frame }))
    const picture = await pictureDecoder()(image)
    draw(picture)
    expect(drawn).toEqual([['image', frame, 5, 6]])
    expect(frame.close).not.toHaveBeenCalled()
    picture.close()
    expect(frame.close).toHaveBeenCalledOnce()
  })

  it('lets the decoder go also when the picture is broken', async () => {
    decoder(() => Promise.reject(new Error('broken')))
    await expect(pictureDecoder()(image)).rejects.toThrow('broken')
    expect(closed).toBe(1)
  })

  it('takes a bitmap where the browser has no decoder', async () => {
    const picture = await pictureDecoder()(image)
    draw(picture)
    picture.close()
    expect(drawn).toEqual([['image', bitmap, 5, 6]])
    expect(bitmap.close).toHaveBeenCalledOnce()
  })
})

describe('spare pixels', () => {
  it('are given out again by size, each to one picture', () => {
    const spare = new SparePixels()
    const one = spare.take(4, 2)
    spare.give(one)
    expect(spare.take(2, 4)).not.toBe(one)
    expect(spare.take(4, 2)).toBe(one)
    expect(spare.take(4, 2)).not.toBe(one)
  })

  it('are let go, the oldest first, when they are many', () => {
    const spare = new SparePixels()
    const all = Array.from({ length: 4 }, () => spare.take(2000, 2000))
    for (const each of all) spare.give(each)
    const again = Array.from({ length: 4 }, () => spare.take(2000, 2000))
    expect(again.map((each) => all.indexOf(each))).toEqual([1, 2, 3, -1])
  })
})
