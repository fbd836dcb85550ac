/** What a key press means: an action, the first key of two, or nothing. */
export type KeyMeaning = { action: string } | 'waiting' | null

/** How long the second key of a sequence may take (ms). */
export const sequenceTime = 1_000

/** Reads single keys and sequences such as "g d". Bindings: keys joined by a blank → name of an action. */
export class KeySequence {
  #first = ''
  #until = 0

  constructor(
    private readonly bindings: ReadonlyMap<string, string>,
    private readonly now: () => number = Date.now,
  ) {}

  press(key: string): KeyMeaning {
    const first = this.now() <= this.#until ? this.#first : ''
    this.#first = ''
    this.#until = 0
    const action = (first && this.bindings.get(`${first} ${key}`)) || this.bindings.get(key)
    if (action) return { action }
    for (const binding of this.bindings.keys()) {
      if (!binding.startsWith(`${key} `)) continue
      this.#first = key
      this.#until = this.now() + sequenceTime
      return 'waiting'
    }
    return null
  }
}

/** True where keys are text: single-key shortcuts keep out of fields, menus and dialogs. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  return target.closest('input, textarea, select, [role="menu"], [role="dialog"], [role="listbox"]') !== null
}
