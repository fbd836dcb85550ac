import { button, choice, make } from './dom'
import { type Preferences, type ThemeChoice, themeChoices } from './preferences'
import { say } from './words'

export interface ToolbarEvents {
  open(shell: string | undefined): void
  find(text: string, direction: 'next' | 'previous'): boolean
  paste(): void
  save(): void
  disconnect(): void
  close(): void
  focusTerminal(): void
}

const ownShell = ''

/** The row over the terminals: shells, search, look, save, disconnect. */
export class Toolbar {
  readonly element: HTMLElement
  readonly tabs = make('div', { role: 'tablist', class: 'tabs', 'aria-label': say('tabs') })
  readonly #find = make('input', {
    type: 'search',
    'aria-label': say('find.label'),
    placeholder: say('find.label'),
  })
  readonly #none = make('span', { role: 'status', class: 'none' })
  readonly #disconnect: HTMLButtonElement
  readonly #close: HTMLButtonElement
  readonly #shell: HTMLSelectElement

  constructor(
    shells: readonly string[],
    preferences: Preferences,
    private readonly events: ToolbarEvents,
  ) {
    this.#shell = choice(
      say('shell'),
      [{ value: ownShell, words: say('own') }, ...shells.map((path) => ({ value: path, words: path }))],
      ownShell,
      () => undefined,
    )
    this.#disconnect = button(say('disconnect'), () => events.disconnect())
    this.#close = button(say('closeTab'), () => events.close(), '×')
    const reader = make('input', { type: 'checkbox', checked: preferences.reader })
    reader.addEventListener('change', () => {
      preferences.reader = reader.checked
    })
    const theme = choice(
      say('theme'),
      themeChoices.map((name) => ({ value: name, words: say(`themes.${name}`) })),
      preferences.theme,
      (name) => {
        preferences.theme = name as ThemeChoice
      },
    )
    this.#find.addEventListener('input', () => this.#search('next'))
    this.#find.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#search(event.shiftKey ? 'previous' : 'next')
      if (event.key === 'Escape') events.focusTerminal()
    })
    const fontBy = (step: number) => () => {
      preferences.fontSize += step
    }
    this.element = make(
      'header',
      { class: 'toolbar' },
      make('div', { class: 'set' }, this.tabs, this.#close),
      make(
        'div',
        { class: 'set' },
        this.#shell,
        button(say('new'), () => events.open(this.shell), '+'),
      ),
      make(
        'div',
        { class: 'set end' },
        make(
          'span',
          { class: 'find' },
          this.#find,
          button(say('find.previous'), () => this.#search('previous'), '↑'),
          button(say('find.next'), () => this.#search('next'), '↓'),
          this.#none,
        ),
        button(say('smaller'), fontBy(-1), 'A−'),
        button(say('larger'), fontBy(1), 'A+'),
        theme,
        make('label', { class: 'check' }, reader, say('reader')),
        button(say('paste.send'), () => events.paste()),
        button(say('save'), () => events.save()),
        this.#disconnect,
      ),
    )
  }

  /** The shell that the next tab opens; undefined for the device's own. */
  get shell(): string | undefined {
    return this.#shell.value || undefined
  }

  /** Follows the active tab: its name, and whether there is something to disconnect. */
  show(name: string | null, connected: boolean): void {
    this.#disconnect.disabled = !connected
    this.#close.hidden = name === null
    this.#close.setAttribute('aria-label', say('closeTab', { tab: name ?? '' }))
    this.tabs.hidden = name === null
  }

  focusFind(): void {
    this.#find.focus()
    this.#find.select()
  }

  /** Where the keyboard goes when the terminal gives it back. */
  focus(): void {
    const first = this.tabs.querySelector<HTMLElement>('[aria-selected="true"]') ?? this.#shell
    first.focus()
  }

  #search(direction: 'next' | 'previous'): void {
    const found = this.events.find(this.#find.value, direction)
    this.#none.textContent = found ? '' : say('find.none')
  }
}
