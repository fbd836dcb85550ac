const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** How long after the last touch a request still counts as asked for (ms). */
export const attention = 60_000

/** When a person last touched this page, and when the server last heard of it. */
class Touches {
  #touchedAt: number
  #toldAt = 0

  constructor(private readonly now: () => number) {
    this.#touchedAt = now()
  }

  touch = (): void => {
    this.#touchedAt = this.now()
  }

  tell(): void {
    this.#toldAt = this.now()
  }

  /** Somebody touched the page within this time (ms). */
  attended(within = attention): boolean {
    return this.now() - this.#touchedAt <= within
  }

  /** The server was told within this time (ms). */
  told(within: number): boolean {
    return this.now() - this.#toldAt < within
  }
}

export const touchesOf = (now: () => number, page: Pick<Window, 'addEventListener'>): Touches => {
  const touches = new Touches(now)
  for (const sign of signs) page.addEventListener(sign, touches.touch, { capture: true, passive: true })
  return touches
}

export const touches = touchesOf(Date.now, window)
