/** Longest text that is passed, in UTF-16 units; the device has the same limit. */
export const longestClipboard = 256 * 1024

export type ClipboardState =
  | 'off'
  /** What is copied on either side is in the clipboard of the other. */
  | 'both'
  /** This browser does not let the page read the clipboard here. */
  | 'fromDevice'

/** The part of `navigator.clipboard` that is used; tests bring their own. */
export interface OwnClipboard {
  readText(): Promise<string>
  writeText(text: string): Promise<void>
}

export interface ClipboardSink {
  /** To the device. */
  send(text: string): void
  /** Whether the device is to tell what is copied there. */
  want(on: boolean): void
  changed(state: ClipboardState): void
  /** A text was longer than what is passed. */
  tooLong(): void
}

/**
 * The clipboards of the person and of the device, once the person has switched this on. A browser lets a page look at its clipboard only while the page has the
 * keyboard: so it is looked at when the page gets it, and what came meanwhile is put there then.
 */
export class SharedClipboard {
  #state: ClipboardState = 'off'
  /** What both sides are known to hold. */
  #same: string | null = null
  #waiting: string | null = null

  constructor(
    private readonly own: OwnClipboard | undefined,
    private readonly sink: ClipboardSink,
  ) {}

  get state(): ClipboardState {
    return this.#state
  }

  /** By a click of the person: only then a browser asks them. */
  async toggle(): Promise<void> {
    if (this.#state !== 'off') {
      this.#same = this.#waiting = null
      this.#set('off')
      this.sink.want(false)
      return
    }
    this.#set('both')
    this.sink.want(true)
    await this.look()
  }

  /** A tunnel begins: the device knows nothing yet. */
  begun(): void {
    if (this.#state !== 'off') this.sink.want(true)
  }

  /** The page has the keyboard again: something may have been copied elsewhere meanwhile. */
  async look(): Promise<void> {
    if (this.#state === 'off') return
    if (this.#waiting !== null) await this.#put(this.#waiting)
    if (this.#state !== 'both') return
    let text: string
    try {
      if (!this.own) throw new Error('no clipboard here')
      text = await this.own.readText()
    } catch {
      // The person said no, or the browser does: the other direction goes on.
      this.#set('fromDevice')
      return
    }
    if (this.#isOff() || text === '' || text === this.#same) return
    if (text.length > longestClipboard) {
      this.sink.tooLong()
      return
    }
    this.#same = text
    this.sink.send(text)
  }

  /** Something was copied on the device. */
  async received(text: string): Promise<void> {
    if (this.#state === 'off' || text === this.#same || text.length > longestClipboard) return
    await this.#put(text)
  }

  async #put(text: string): Promise<void> {
    try {
      await this.own?.writeText(text)
      this.#same = text
      this.#waiting = null
    } catch {
      // The page does not have the keyboard now.
      this.#waiting = text
    }
  }

  #isOff(): boolean {
    return this.#state === 'off'
  }

  #set(state: ClipboardState): void {
    this.#state = state
    this.sink.changed(state)
  }
}
