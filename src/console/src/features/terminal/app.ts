import { statusOf } from '../../api/problem'
import type { DevicePage } from '../../api/types'
import { hostFor } from '../../kit/tunnel/host'
import { button, make } from './dom'
import { loadDevice } from './load-device'
import { Preferences } from './preferences'
import { watchRelease } from './release'
import { sayState } from './state-words'
import { Tab } from './tab'
import { Toolbar } from './toolbar'
import { say } from './words'

/** Reads `#device=<id>` and shows that device's terminals in `root`; refusals are words on the page. */
export async function startTerminal(root: HTMLElement): Promise<void> {
  const preferences = new Preferences()
  const paint = () => preferences.paint(document.documentElement)
  paint()
  preferences.onChange(paint)
  document.title = say('title')
  const deviceId = new URLSearchParams(location.hash.slice(1)).get('device')
  if (!deviceId) {
    root.replaceChildren(message(say('noDevice')))
    return
  }
  root.replaceChildren(message(say('loading')))
  try {
    const page = await loadDevice(deviceId)
    new TerminalPage(root, page, preferences).open(undefined)
  } catch (error) {
    const status = statusOf(error)
    const words =
      status === 0
        ? say('unreachable')
        : status === 401
          ? say('signIn')
          : (error as { detail?: string }).detail
    root.replaceChildren(message(words ?? say('state.refused')))
  }
}

const message = (words: string) =>
  make('main', { class: 'message', role: 'main' }, make('p', { role: 'status' }, words))

/** Tabs of one device. */
class TerminalPage {
  readonly #tabs: Tab[] = []
  #active: Tab | null = null
  readonly #toolbar: Toolbar
  readonly #status = make('footer', { class: 'status' })
  readonly #state = make('span', { 'aria-hidden': 'true' })
  readonly #numbers = make('span')
  readonly #spoken = make('span', { role: 'status', class: 'visually-hidden' })
  readonly #empty = make('div', { class: 'message' }, make('p', {}, say('noShell')))

  constructor(
    root: HTMLElement,
    private readonly page: DevicePage,
    private readonly preferences: Preferences,
  ) {
    document.title = say('titleOf', { name: page.device.name })
    this.#toolbar = new Toolbar(page.shells, preferences, {
      open: (shell) => this.open(shell),
      find: (text, direction) => this.#active?.view.find(text, direction) ?? false,
      paste: () => void this.#paste(),
      save: () => this.#save(),
      disconnect: () => this.#active?.leave(),
      close: () => this.#active && this.#close(this.#active),
      focusTerminal: () => this.#active?.view.focus(),
    })
    this.#empty.append(button(say('again'), () => this.open(this.#toolbar.shell)))
    this.#empty.hidden = true
    this.#status.append(
      this.#state,
      this.#numbers,
      make('span', { class: 'hint' }, say('release')),
      this.#spoken,
    )
    root.replaceChildren(this.#toolbar.element, make('main', { id: 'panels' }, this.#empty), this.#status)
    preferences.onChange(() => {
      for (const tab of this.#tabs) tab.view.look()
    })
    watchRelease(document, () => {
      this.#toolbar.focus()
      this.#spoken.textContent = say('released')
    })
    // Countdowns move by the second; everything else is drawn when it changes.
    setInterval(() => {
      if (this.#active?.state.name === 'broken') this.#active.draw()
    }, 1000)
    addEventListener('pagehide', () => {
      for (const tab of this.#tabs) tab.leave()
    })
  }

  open(shell: string | undefined): void {
    const tab = new Tab(
      hostFor(this.page.device.id, 'Terminal'),
      this.preferences,
      this.page.device.name,
      shell,
      {
        changed: (changed) => changed === this.#active && this.#draw(),
        find: () => this.#toolbar.focusFind(),
      },
    )
    this.#tabs.push(tab)
    this.#show(tab)
  }

  #show(tab: Tab | null): void {
    this.#active = tab
    for (const other of this.#tabs) other.panel.hidden = other !== tab
    this.#empty.hidden = tab !== null
    this.#list()
    this.#draw()
    tab?.view.fit()
    tab?.view.focus()
  }

  #close(tab: Tab): void {
    const at = this.#tabs.indexOf(tab)
    this.#tabs.splice(at, 1)
    tab.close()
    this.#show(
      tab === this.#active ? (this.#tabs[Math.min(at, this.#tabs.length - 1)] ?? null) : this.#active,
    )
  }

  #list(): void {
    this.#toolbar.tabs.replaceChildren(
      ...this.#tabs.map((tab) => {
        const active = tab === this.#active
        const choose = make(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${tab.id}`,
            'aria-selected': String(active),
            'aria-controls': `panel-${tab.id}`,
            tabindex: active ? 0 : -1,
          },
          tab.name,
        )
        choose.addEventListener('click', () => this.#show(tab))
        choose.addEventListener('keydown', (event) => this.#tabKey(event, tab))
        return choose
      }),
    )
  }

  #tabKey(event: KeyboardEvent, tab: Tab): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const other = this.#tabs[(this.#tabs.indexOf(tab) + step + this.#tabs.length) % this.#tabs.length]
    if (step !== 0 && other) {
      event.preventDefault()
      this.#show(other)
      document.getElementById(`tab-${other.id}`)?.focus()
    } else if (event.key === 'Delete') {
      event.preventDefault()
      this.#close(tab)
    }
  }

  #draw(): void {
    const tab = this.#active
    this.#toolbar.show(tab?.name ?? null, tab !== null && !tab.over)
    this.#status.dataset.state = tab?.state.name ?? 'over'
    this.#state.textContent = tab ? sayState(tab.state, Date.now()) : ''
    const size = tab ? say('size', { ...tab.view.size }) : ''
    const latency = tab?.latency != null ? say('latency', { milliseconds: tab.latency }) : ''
    this.#numbers.textContent = [size, latency].filter(Boolean).join(' · ')
  }

  /** The button's way to the clipboard; the browser asks the person first, and may not offer it at all. */
  async #paste(): Promise<void> {
    try {
      this.#active?.view.paste(await navigator.clipboard.readText())
    } catch {
      this.#spoken.textContent = say('paste.closed')
      this.#active?.view.remark(say('paste.closed'))
    }
  }

  #save(): void {
    const tab = this.#active
    if (!tab) return
    const address = URL.createObjectURL(new Blob([tab.view.text()], { type: 'text/plain' }))
    const link = make('a', { href: address, download: `${this.page.device.name} ${tab.name}.txt` })
    link.click()
    URL.revokeObjectURL(address)
  }
}
