import { type Bytes, mouse } from './packets'

const move = 0
/** Our own agent's: by so many pixels, from wherever the pointer is. */
const relative = 0x90
const mostAtOnce = 32_000
/** Wherever the pointer of the device is, when the browser's own has been caught. */
export const here = { x: 0xffff, y: 0xffff }
/** The button byte for going down, by `MouseEvent.button`: left, middle, right, back, forward. The last two are our own agent's. */
const downs = [0x02, 0x20, 0x08, 0x81, 0x83]
const ups = [0x04, 0x40, 0x10, 0x82, 0x84]
const lineHeight = 40
const pageHeight = 400
/** 120 is one notch of a wheel, for which browsers say about 100 pixels. */
const perPixel = 1.2

export interface Place {
  x: number
  y: number
}

/** Where on a picture of this size a point of the window lies that shows it in `box`. */
export function placeOn(
  size: { width: number; height: number },
  box: { left: number; top: number; width: number; height: number },
  at: { clientX: number; clientY: number },
): Place {
  const within = (part: number, whole: number, length: number) =>
    Math.min(length - 1, Math.max(0, Math.floor((part / (whole || 1)) * length)))
  return {
    x: within(at.clientX - box.left, box.width, size.width),
    y: within(at.clientY - box.top, box.height, size.height),
  }
}

/** Moves are sent once per drawn frame, the newest alone; what a button or the wheel does goes at once and in order. */
export class Pointer {
  #next: Place | null = null
  #last: Place = { x: 0, y: 0 }
  #by: Place | null = null
  readonly #held = new Set<number>()

  constructor(
    private readonly send: (packet: Bytes) => void,
    private readonly soon: (act: () => void) => void = (act) => requestAnimationFrame(act),
  ) {}

  move(to: Place): void {
    const first = this.#next === null
    this.#next = to
    if (first) this.soon(() => this.#flush())
  }

  /** A mouse that was pushed, while its pointer is caught. Goes on with the next frame, all of it. */
  by(right: number, down: number): void {
    const first = this.#by === null
    this.#by = { x: (this.#by?.x ?? 0) + right, y: (this.#by?.y ?? 0) + down }
    if (first) this.soon(() => this.#push())
  }

  button(index: number, down: boolean, at: Place): void {
    const action = (down ? downs : ups)[index]
    if (action === undefined) return
    if (down) this.#held.add(index)
    else if (!this.#held.delete(index)) return
    this.#push()
    this.#next = null
    this.#last = at
    this.send(mouse(action, at.x, at.y))
  }

  wheel(delta: number, mode: number, at: Place): void {
    const pixels = delta * (mode === 1 ? lineHeight : mode === 2 ? pageHeight : 1)
    const notches = Math.round(Math.max(-32_000, Math.min(32_000, -pixels * perPixel)))
    if (notches !== 0) this.send(mouse(move, at.x, at.y, notches))
  }

  releaseAll(): void {
    for (const index of [...this.#held]) this.button(index, false, this.#last)
  }

  #push(): void {
    if (!this.#by) return
    const within = (pixels: number) =>
      Math.max(-mostAtOnce, Math.min(mostAtOnce, Math.round(pixels))) & 0xffff
    const { x, y } = this.#by
    this.#by = null
    this.send(mouse(relative, within(x), within(y)))
  }

  #flush(): void {
    if (!this.#next) return
    this.#last = this.#next
    this.#next = null
    this.send(mouse(move, this.#last.x, this.#last.y))
  }
}
