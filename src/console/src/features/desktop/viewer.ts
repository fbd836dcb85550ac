import type { Host } from '../../kit/tunnel/tunnel'
import { SharedClipboard } from './clipboard'
import { Connection } from './connection'
import { Displays } from './displays'
import { Keyboard } from './keyboard'
import type { Combination } from './keys'
import { Meter } from './meter'
import { type Bytes, compression, ctrlAltDel, pause, readPackets, refresh, setDisplay, text } from './packets'
import { Painter } from './painter'
import { here, Pointer, placeOn } from './pointer'
import { type Advice, AutoQuality, type FrameLimit, type QualityChoice, qualityOf } from './quality'
import { nothingSeen, type Seen } from './seen'

const cursors =
  'default progress crosshair pointer help text no-drop move nesw-resize ns-resize nwse-resize w-resize alias wait none not-allowed col-resize row-resize copy zoom-in zoom-out'.split(
    ' ',
  )

/** Characters that are typed in one go, at most. */
export const longestTyping = 4000

/** One person at one screen: connection, picture, keyboard and pointer. React gives it a canvas and draws what it says. */
export class Viewer {
  #seen: Seen = nothingSeen
  #received = 0
  #quality: QualityChoice = 'auto'
  #limit: FrameLimit = null
  readonly #displays: Displays
  readonly #auto = new AutoQuality()
  readonly #meter = new Meter()
  readonly #painter: Painter
  readonly #clipboard: SharedClipboard
  readonly #keyboard: Keyboard
  readonly #pointer: Pointer
  readonly #tick: ReturnType<typeof setInterval>
  readonly #abort = new AbortController()
  #connection: Connection

  constructor(
    private readonly host: Host,
    private readonly canvas: HTMLCanvasElement,
    /** Whether keys and the pointer go to the device. */
    readonly input: boolean,
    private readonly changed: (seen: Seen) => void,
    onRelease: () => void,
    onTooLong: () => void,
    /** The display to begin with, where the device has it; null: whichever it shows. */
    display: number | null,
  ) {
    this.#displays = new Displays(display)
    const send = (packet: Bytes) => this.#connection.send(packet)
    this.#painter = new Painter(canvas, {
      shown: (bytes) => this.#connection.shown(bytes),
      drawn: () => {
        this.#meter.frame()
        this.#connection.drawn()
      },
      lost: () => this.#connection.send(refresh()),
    })
    this.#keyboard = new Keyboard(send, onRelease)
    this.#pointer = new Pointer(send)
    this.#clipboard = new SharedClipboard(navigator.clipboard as Clipboard | undefined, {
      send: (words) => this.#connection.clipboard(words),
      want: (on) => this.#connection.wantClipboard(on),
      changed: (clipboard) => this.#show({ clipboard }),
      tooLong: onTooLong,
    })
    this.#connection = this.#connect()
    this.#tick = setInterval(() => this.#show(this.#meter.tick()), 1000)
    if (input) this.#listen()
    document.addEventListener(
      'visibilitychange',
      () => {
        this.releaseAll()
        this.#connection.send(pause(document.hidden))
      },
      { signal: this.#abort.signal },
    )
    addEventListener('focus', () => void this.#clipboard.look(), { signal: this.#abort.signal })
    addEventListener('pagehide', () => this.#connection.leave(), { signal: this.#abort.signal })
  }

  set quality(choice: QualityChoice) {
    this.#quality = choice
    this.#ask()
  }

  set limit(limit: FrameLimit) {
    this.#limit = limit
    this.#ask()
  }

  /** Starts a new session in the place of one that is over. */
  again(): void {
    this.#connection = this.#connect()
  }

  retryNow(): void {
    this.#connection.retryNow()
  }

  leave(): void {
    this.releaseAll()
    this.#connection.leave()
  }

  press(name: Combination | 'ctrlAltDel'): void {
    if (name === 'ctrlAltDel') this.#connection.send(ctrlAltDel())
    else this.#keyboard.press(name)
  }

  type(words: string): void {
    this.#connection.send(text(words.slice(0, longestTyping).replaceAll('\r\n', '\n')))
  }

  /** For programs on the device that take the pointer for themselves; a browser that does not want to says so itself. */
  catchPointer(): void {
    this.canvas.focus({ preventScroll: true })
    void Promise.resolve(this.canvas.requestPointerLock()).catch(() => this.#show({ caught: false }))
  }

  toggleLock(): void {
    this.#connection.lockOnLeave(!this.#seen.locks)
  }

  /** By a click: only then a browser asks whether the page may see the clipboard. */
  toggleClipboard(): void {
    void this.#clipboard.toggle()
  }

  choose(display: number): void {
    this.#displays.wanted = display
    this.#connection.send(setDisplay(display))
    this.#show({ display })
  }

  releaseAll(): void {
    this.#keyboard.releaseAll()
    this.#pointer.releaseAll()
  }

  dispose(): void {
    this.leave()
    clearInterval(this.#tick)
    this.#abort.abort()
  }

  #connect(): Connection {
    const connection = new Connection(this.host, {
      state: (state) => {
        if (state.name !== 'open' && state.name !== 'starting') this.#show({ latency: null, message: null })
        this.#show({ state })
      },
      begun: () => {
        this.#received = 0
        this.#painter.begin()
        this.#displays.begin()
        this.#ask()
        connection.send(pause(false))
        this.#clipboard.begun()
        if (this.#seen.locks) connection.lockOnLeave(true)
      },
      locks: (locks) => this.#show({ locks }),
      display: (id, name, primary) => {
        this.#displays.name(id, name, primary)
        this.#show({ displays: this.#displays.all })
      },
      clipboard: (words) => void this.#clipboard.received(words),
      packets: (message) => this.#take(message),
      console: (message) => this.#show({ message }),
      latency: (latency) => {
        this.#show({ latency })
        if (this.#quality === 'auto') this.#follow(this.#auto.measured(latency, this.#seen.bytes))
      },
    })
    connection.start()
    return connection
  }

  #follow(advice: Advice): void {
    if (advice === 'keep') return
    this.#ask()
    if (advice === 'sharpen') this.#connection.send(refresh())
  }

  #ask(): void {
    const { quality, timer, grey } = qualityOf(this.#quality, this.#auto, this.#limit)
    this.#connection.send(compression(quality, timer, grey))
  }

  #take(message: Bytes): void {
    this.#received += message.length
    this.#meter.bytes(message.length)
    const packets = readPackets(message)
    for (const packet of packets) {
      if (packet.type === 'screen') {
        this.#painter.resize(packet.width, packet.height)
        this.#show({ size: { width: packet.width, height: packet.height } })
      } else if (packet.type === 'displays') this.#list(packet.ids, packet.selected)
      else if (packet.type === 'places') {
        this.#displays.place(packet.places)
        this.#show({ displays: this.#displays.all })
      } else if (packet.type === 'cursor') this.#show({ cursor: cursors[packet.shape] ?? 'default' })
      else if (packet.type === 'locks') this.#show({ caps: packet.caps })
      else if (packet.type === 'alert') this.#show({ message: packet.text })
    }
    this.#painter.draw(
      packets.filter((packet) => packet.type === 'picture'),
      this.#received,
    )
  }

  #list(ids: readonly number[], selected: number): void {
    const wanted = this.#displays.list(ids, selected)
    if (wanted !== null) this.#connection.send(setDisplay(wanted))
    this.#show({ displays: this.#displays.all, display: wanted ?? selected })
  }

  #listen(): void {
    const { signal } = this.#abort
    const { canvas } = this
    const caught = () => document.pointerLockElement === canvas
    const at = (event: MouseEvent) =>
      caught() ? here : placeOn(canvas, canvas.getBoundingClientRect(), event)
    const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
      canvas.addEventListener(
        name,
        (event) => {
          event.preventDefault()
          act(event)
        },
        { signal, passive: false },
      )
    on('keydown', (event) => this.#keyboard.down(event))
    on('keyup', (event) => this.#keyboard.up(event))
    on('pointermove', (event) => {
      if (caught()) this.#pointer.by(event.movementX, event.movementY)
      else this.#pointer.move(at(event))
    })
    document.addEventListener('pointerlockchange', () => this.#show({ caught: caught() }), { signal })
    on('pointerdown', (event) => {
      canvas.focus({ preventScroll: true })
      if (!caught()) canvas.setPointerCapture(event.pointerId)
      this.#pointer.button(event.button, true, at(event))
    })
    on('pointerup', (event) => this.#pointer.button(event.button, false, at(event)))
    on('wheel', (event) => this.#pointer.wheel(event.deltaY, event.deltaMode, at(event)))
    on('contextmenu', () => undefined)
    canvas.addEventListener('blur', () => this.releaseAll(), { signal })
    canvas.addEventListener('pointercancel', () => this.#pointer.releaseAll(), { signal })
  }

  #show(part: Partial<Seen>): void {
    this.#seen = { ...this.#seen, ...part }
    this.changed(this.#seen)
  }
}
