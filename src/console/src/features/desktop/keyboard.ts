import { type Combination, combinations, keyOf } from './keys'
import { type Bytes, key } from './packets'

/** The part of a keyboard event that counts. */
export interface KeyPress {
  code: string
  key: string
  repeat: boolean
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/**
 * Keys in the order they go down and up. What is held is remembered, so that nothing stays down on the
 * device when the page loses the keyboard. The device repeats a held key by itself.
 */
export class Keyboard {
  readonly #held = new Set<string>()
  #armed = false

  constructor(
    private readonly send: (packet: Bytes) => void,
    /** Ctrl, Alt and Shift were held together and let go: the keyboard goes back to the page. */
    private readonly onRelease: () => void,
  ) {}

  down(press: KeyPress): void {
    const modifier = /^(Control|Alt|Shift)/.test(press.code)
    this.#armed = modifier && press.ctrlKey && press.altKey && press.shiftKey
    if (press.repeat) return
    const found = keyOf(press.code)
    if (!found) return
    this.#held.add(press.code)
    this.send(key(found.code, true, found.extended))
  }

  up(press: KeyPress): void {
    const found = keyOf(press.code)
    if (found && this.#held.delete(press.code)) this.send(key(found.code, false, found.extended))
    if (!this.#armed) return
    this.#armed = false
    this.releaseAll()
    this.onRelease()
  }

  /** Lets go of all that is held, the last pressed first. */
  releaseAll(): void {
    for (const place of [...this.#held].reverse()) {
      const found = keyOf(place)
      if (found) this.send(key(found.code, false, found.extended))
    }
    this.#held.clear()
  }

  /** Presses keys together and lets go of them, as one would by hand. */
  press(name: Combination): void {
    const places: readonly string[] = combinations[name]
    for (const down of [true, false]) {
      for (const place of down ? places : [...places].reverse()) {
        const found = keyOf(place)
        if (found) this.send(key(found.code, down, found.extended))
      }
    }
  }
}
