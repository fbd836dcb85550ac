import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { fonts } from '../../app/theme/tokens'
import type { Size } from './connection'
import { judgePaste } from './paste-guard'
import type { Preferences } from './preferences'

export interface ViewEvents {
  /** Keys and accepted pastes, as the bytes to send. */
  input(bytes: Uint8Array<ArrayBuffer>): void
  resize(size: Size): void
  /** A paste that should not go unasked; resolve with true to send it. */
  ask(lines: number, removed: number, text: string): Promise<boolean>
  find(): void
}

/** The emulator in an element: fits to its box, draws with WebGL where there is one, guards pastes. */
export class View {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #search = new SearchAddon()
  readonly #encoder = new TextEncoder()
  readonly #watch: ResizeObserver

  constructor(
    private readonly box: HTMLElement,
    private readonly preferences: Preferences,
    private readonly events: ViewEvents,
  ) {
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: fonts.mono,
      scrollback: 10_000,
      // A dead key must not type into the shell what the keyboard layout did not mean.
      macOptionIsMeta: false,
    })
    for (const addon of [this.#fit, this.#search, new Unicode11Addon(), new WebLinksAddon(openLink)])
      this.#terminal.loadAddon(addon)
    this.#terminal.unicode.activeVersion = '11'
    this.look()
    this.#terminal.open(box)
    this.#terminal.onData((text) => events.input(this.#encoder.encode(text)))
    this.#terminal.onBinary((text) => events.input(Uint8Array.from(text, (c) => c.charCodeAt(0))))
    this.#terminal.onResize(({ cols, rows }) => events.resize({ cols, rows }))
    this.#terminal.onBell(() => this.#flash())
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event))
    box.addEventListener('paste', (event) => this.#pasted(event), { capture: true })
    this.#watch = new ResizeObserver(() => this.fit())
    this.#watch.observe(box)
    void this.#drawFast()
  }

  get size(): Size {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows }
  }

  /** Takes over the preferences. */
  look(): void {
    const { options } = this.#terminal
    options.fontSize = this.preferences.fontSize
    options.theme = { ...this.preferences.colours }
    options.screenReaderMode = this.preferences.reader
    this.fit()
  }

  /** Fits rows and columns to the box; a box that is hidden has no size and changes nothing. */
  fit(): void {
    if (this.box.clientWidth > 0 && this.box.clientHeight > 0) this.#fit.fit()
  }

  write(bytes: Uint8Array): void {
    this.#terminal.write(bytes)
  }

  /** A line of the page's own, marked so that nobody takes it for output of the device. */
  remark(text: string): void {
    this.#terminal.write(`\r\n\x1b[7m ${text} \x1b[0m\r\n`)
  }

  focus(): void {
    this.#terminal.focus()
  }

  find(text: string, direction: 'next' | 'previous'): boolean {
    if (text === '') {
      this.#search.clearDecorations()
      return true
    }
    return direction === 'next' ? this.#search.findNext(text) : this.#search.findPrevious(text)
  }

  /** Sends a paste, after asking when it would run something. */
  paste(raw: string): void {
    const paste = judgePaste(raw)
    if (paste.text === '') return
    if (!paste.ask) {
      this.#terminal.paste(paste.text)
      this.focus()
      return
    }
    void this.events.ask(paste.lines, paste.removed, paste.text).then((yes) => {
      if (yes) this.#terminal.paste(paste.text)
      this.focus()
    })
  }

  /** The output still held, without colours and without blank lines at the end. */
  text(): string {
    const buffer = this.#terminal.buffer.normal
    const lines: string[] = []
    for (let i = 0; i < buffer.length; i++) {
      const line = buffer.getLine(i)
      if (!line) continue
      const words = line.translateToString(true)
      if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += words
      else lines.push(words)
    }
    return `${lines.join('\n').trimEnd()}\n`
  }

  dispose(): void {
    this.#watch.disconnect()
    this.#terminal.dispose()
  }

  #key(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey || event.altKey) return true
    if (event.code === 'KeyF') this.events.find()
    else if (event.code === 'KeyC' && this.#terminal.hasSelection())
      void navigator.clipboard?.writeText(this.#terminal.getSelection())
    else return true
    event.preventDefault()
    return false
  }

  #pasted(event: ClipboardEvent): void {
    event.preventDefault()
    event.stopPropagation()
    this.paste(event.clipboardData?.getData('text/plain') ?? '')
  }

  #flash(): void {
    this.box.classList.remove('bell')
    // Reading the width restarts the animation.
    void this.box.offsetWidth
    this.box.classList.add('bell')
  }

  /** Fetched after the first prompt could be drawn; without WebGL the plain renderer stays. */
  async #drawFast(): Promise<void> {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    try {
      const addon = new WebglAddon()
      addon.onContextLoss(() => addon.dispose())
      this.#terminal.loadAddon(addon)
    } catch (error) {
      console.info('terminal: drawing without WebGL:', error)
    }
  }
}

/** Links come from the device: opened only on a click, and told nothing of where they were clicked. */
function openLink(event: MouseEvent, address: string): void {
  event.preventDefault()
  if (/^https?:\/\//i.test(address)) window.open(address, '_blank', 'noopener,noreferrer')
}
