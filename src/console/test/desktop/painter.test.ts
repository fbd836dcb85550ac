import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Drawable } from '../../src/features/desktop/decode'
import { Painter } from '../../src/features/desktop/painter'

const later = () => new Promise((done) => setTimeout(done))

afterEach(() => vi.unstubAllGlobals())

describe('Painter', () => {
  const report = vi.fn()
  beforeEach(() => {
    report.mockReset()
    vi.stubGlobal('reportError', report)
  })

  const undrawable = 13
  const picture = (x: number) => ({ type: 'picture' as const, x, y: 0, image: new Uint8Array([x]) })

  /** A painter whose pictures are decoded when the test says so. */
  function painting() {
    const [drawn, shown, closed] = [[] as number[], [] as number[], [] as number[]]
    const waiting = new Map<number, (good: boolean) => void>()
    const canvas = document.createElement('canvas')
    canvas.getContext = (() => ({})) as unknown as typeof canvas.getContext
    const painter = new Painter(
      canvas,
      {
        shown: (bytes) => {
          shown.push(bytes)
          if (bytes === 0) throw new Error('nobody takes it')
        },
        drawn: () => undefined,
        lost: () => shown.push(-1),
      },
      (image) =>
        new Promise((done, fail) => {
          const x = image[0] ?? -1
          const one: Drawable = {
            draw: (_, at) => {
              if (x === undrawable) throw new DOMException('no longer there', 'InvalidStateError')
              drawn.push(at)
            },
            close: () => closed.push(x),
          }
          waiting.set(x, (good) => (good ? done(one) : fail(new Error('broken'))))
        }),
    )
    return {
      canvas,
      painter,
      drawn,
      shown,
      closed,
      decoded: (x: number, good = true) => waiting.get(x)?.(good),
    }
  }

  it('draws in the order in which they came, and tells how far it is', async () => {
    const { painter, drawn, shown, closed, decoded } = painting()
    painter.draw([picture(1)], 10)
    painter.draw([picture(2)], 20)
    decoded(2)
    await later()
    expect([drawn, shown]).toEqual([[], []])
    decoded(1)
    await later()
    expect([drawn, shown, closed]).toEqual([
      [1, 2],
      [10, 20],
      [1, 2],
    ])
  })

  it('leaves out what cannot be decoded and goes on', async () => {
    const { painter, drawn, shown, decoded } = painting()
    painter.draw([picture(1), picture(2)], 10)
    decoded(1, false)
    decoded(2)
    await later()
    expect([drawn, shown]).toEqual([[2], [10]])
  })

  it('leaves out what cannot be drawn and goes on, and keeps none of it', async () => {
    const { painter, drawn, shown, closed, decoded } = painting()
    painter.draw([picture(undrawable), picture(1)], 10)
    painter.draw([picture(2)], 20)
    for (const x of [undrawable, 1, 2]) decoded(x)
    await later()
    expect([drawn, shown, closed]).toEqual([
      [1, 2],
      [10, 20],
      [undrawable, 1, 2],
    ])
    expect(report).toHaveBeenCalledOnce()
  })

  it('goes on when the tunnel does not take what it is told, and says so', async () => {
    const { painter, drawn, shown, decoded } = painting()
    painter.draw([picture(1)], 0)
    painter.draw([picture(2)], 20)
    decoded(1)
    decoded(2)
    await later()
    expect([drawn, shown]).toEqual([
      [1, 2],
      [0, 20],
    ])
    expect(report).toHaveBeenCalledWith(new Error('nobody takes it'))
  })

  it('says when the browser has lost all that was drawn', () => {
    const { canvas, shown } = painting()
    canvas.dispatchEvent(new Event('contextrestored'))
    expect(shown).toEqual([-1])
  })

  it('draws nothing of a tunnel that is over, and keeps none of its pictures', async () => {
    const { painter, drawn, shown, closed, decoded } = painting()
    painter.draw([picture(1)], 10)
    painter.begin()
    decoded(1)
    await later()
    expect([drawn, shown, closed]).toEqual([[], [], [1]])
  })
})
