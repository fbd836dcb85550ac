import { type TerminalThemeName, terminalThemes, variables } from '../../app/theme/tokens'

/** `match` follows the console's own scheme. */
export type ThemeChoice = TerminalThemeName | 'match'

export const themeChoices: readonly ThemeChoice[] = ['match', 'light', 'dark', 'contrast', 'solarised']

const smallest = 9
const largest = 28

/** The look of terminals, kept in this browser and shared by all tabs. */
export class Preferences {
  #listeners = new Set<() => void>()
  readonly #dark = matchMedia('(prefers-color-scheme: dark)')

  constructor() {
    this.#dark.addEventListener('change', () => this.#changed())
    // Another page of this server changed a preference, the colour scheme among them.
    addEventListener('storage', () => this.#changed())
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  get fontSize(): number {
    const size = Number(localStorage.getItem('mesh-terminal-font'))
    return size >= smallest && size <= largest ? size : 14
  }

  set fontSize(size: number) {
    this.#put('mesh-terminal-font', String(Math.min(largest, Math.max(smallest, size))))
  }

  get theme(): ThemeChoice {
    const name = localStorage.getItem('mesh-terminal-theme')
    return themeChoices.find((choice) => choice === name) ?? 'match'
  }

  set theme(theme: ThemeChoice) {
    this.#put('mesh-terminal-theme', theme)
  }

  get reader(): boolean {
    return localStorage.getItem('mesh-terminal-reader') === 'on'
  }

  set reader(on: boolean) {
    this.#put('mesh-terminal-reader', on ? 'on' : 'off')
  }

  /** The console's scheme: its own choice, else the system's. The key is the kit's. */
  get scheme(): 'light' | 'dark' {
    const chosen = localStorage.getItem('mantine-color-scheme-value')
    if (chosen === 'light' || chosen === 'dark') return chosen
    return this.#dark.matches ? 'dark' : 'light'
  }

  get colours(): (typeof terminalThemes)[TerminalThemeName] {
    return terminalThemes[this.theme === 'match' ? this.scheme : this.theme]
  }

  /** Puts the tokens of the scheme on the page. */
  paint(root: HTMLElement): void {
    for (const [name, value] of Object.entries(variables(this.scheme))) root.style.setProperty(name, value)
    root.style.setProperty('color-scheme', this.scheme)
    root.style.setProperty('--terminal-background', this.colours.background)
  }

  #put(key: string, value: string): void {
    localStorage.setItem(key, value)
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
