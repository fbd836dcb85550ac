import type { State } from '../../kit/tunnel/states'
import type { Host } from '../../kit/tunnel/tunnel'
import { Connection, type Notice } from './connection'
import { button, make } from './dom'
import { askPaste } from './paste-dialog'
import type { Preferences } from './preferences'
import { sayState } from './state-words'
import { View } from './view'
import { say } from './words'

export interface TabEvents {
  /** State, latency or size changed: the status line is to be drawn again. */
  changed(tab: Tab): void
  find(): void
}

let count = 0

/** One shell: its place in the tab list, its panel with the emulator, and its connection. */
export class Tab {
  readonly id = ++count
  readonly name: string
  readonly panel: HTMLElement
  readonly view: View
  latency: number | null = null
  #connection: Connection
  readonly #strip: HTMLElement
  readonly #words: HTMLElement
  readonly #verbs: HTMLElement
  #message: string | null = null

  constructor(
    private readonly host: Host,
    preferences: Preferences,
    deviceName: string,
    private readonly shell: string | undefined,
    private readonly events: TabEvents,
  ) {
    this.name = say('tab', { shell: shell?.split('/').at(-1) ?? say('defaultShell'), number: this.id })
    this.#words = make('span')
    this.#verbs = make('span', { class: 'verbs' })
    this.#strip = make('div', { class: 'strip', role: 'status' }, this.#words, this.#verbs)
    const screen = make('div', {
      class: 'screen',
      role: 'group',
      'aria-label': say('screen', { tab: this.name, name: deviceName }),
    })
    this.panel = make(
      'div',
      { class: 'panel', role: 'tabpanel', id: `panel-${this.id}`, 'aria-labelledby': `tab-${this.id}` },
      this.#strip,
      screen,
    )
    // The emulator measures its box, which has a size only inside the page.
    document.getElementById('panels')?.append(this.panel)
    this.view = new View(screen, preferences, {
      input: (bytes) => this.#connection.input(bytes),
      resize: (size) => {
        this.#connection?.resize(size)
        events.changed(this)
      },
      ask: askPaste,
      find: events.find,
    })
    this.#connection = this.#connect()
  }

  get state(): State {
    return this.#connection.state
  }

  get over(): boolean {
    return this.#connection.state.name === 'over'
  }

  leave(): void {
    this.#connection.leave()
  }

  /** Starts a new shell in this tab; what the old one wrote stays above. */
  again(): void {
    this.#connection = this.#connect()
    this.view.focus()
  }

  close(): void {
    this.leave()
    this.view.dispose()
    this.panel.remove()
  }

  /** Draws the strip over the screen: every state but plain "connected" has words there. */
  draw(): void {
    const { state } = this
    const quiet = state.name === 'open' && this.#message === null
    this.#strip.hidden = quiet
    this.#strip.dataset.state = state.name
    this.#words.textContent = state.name === 'open' ? this.#message : sayState(state, Date.now())
    const verbs: HTMLElement[] = []
    if (state.name === 'broken' && state.retryAt !== null)
      verbs.push(button(say('retry'), () => this.#connection.retryNow()))
    if (state.name === 'over') verbs.push(button(say('again'), () => this.again()))
    const known = [...this.#verbs.children].map((child) => child.textContent).join()
    // Left alone while they stay the same, so that a countdown does not take the focus away.
    if (known !== verbs.map((verb) => verb.textContent).join()) this.#verbs.replaceChildren(...verbs)
  }

  #connect(): Connection {
    const connection = new Connection(
      this.host,
      {
        state: (state) => {
          if (state.name !== 'open') this.#message = null
          if (state.name === 'over') this.latency = null
          // The first state comes before the constructor has returned.
          queueMicrotask(() => {
            this.draw()
            this.events.changed(this)
          })
        },
        output: (bytes) => this.view.write(bytes),
        notice: (notice) => this.view.remark(sayNotice(notice)),
        console: (message) => {
          this.#message = message
          this.draw()
        },
        latency: (milliseconds) => {
          this.latency = milliseconds
          this.events.changed(this)
        },
      },
      this.view.size,
      this.shell,
    )
    connection.start()
    return connection
  }
}

function sayNotice(notice: Notice): string {
  if (notice.kind === 'lost') return say('notice.lost', { bytes: notice.bytes })
  return notice.kind === 'resumed' ? say('notice.resumed') : say('notice.fresh')
}
