import { tray } from '../../kit/tray'
import { hostFor } from '../../kit/tunnel/host'
import type { Answer } from './codec'
import { download, Received, type Wanted } from './download'
import { Cut, Link, Refused } from './link'
import { remembered } from './remembered'
import { upload } from './upload'

export type Conflict = 'fail' | 'replace' | 'keep' | 'skip'

export type TransferState =
  | { name: 'waiting' }
  | { name: 'running' }
  | { name: 'paused' }
  | { name: 'cut' }
  /** The name is taken: the person is asked. */
  | { name: 'conflict' }
  | { name: 'done'; skipped: boolean }
  | { name: 'failed'; code: string; message: string }
  | { name: 'cancelled' }

/** How often what passes is measured, and told (ms): each time costs a layout and a frame, and both work against the transfer. */
const progressEvery = 250

let count = 0

/** One file or zip on its way, with what the tray shows of it. */
export class Transfer {
  readonly id = ++count
  state: TransferState = { name: 'waiting' }
  /** Bytes that have arrived, of how many; null while that is not known. */
  passed = 0
  size: number | null
  /** Bytes per second, over the last seconds. */
  rate = 0
  conflict: Conflict = 'fail'
  restart = false
  number = 0
  /** Another one after each change of what is shown of it. */
  version = 0
  /** Names the part on the device, so that a later try goes on with it. */
  key: string = crypto.randomUUID()
  readonly received = new Received()
  #measured: [at: number, passed: number][] = []
  #continue: (() => void)[] = []

  constructor(
    readonly deviceId: string,
    readonly deviceName: string,
    readonly up: boolean,
    readonly folder: string,
    readonly name: string,
    readonly file: File | null,
    readonly wanted: Wanted | null,
  ) {
    this.size = file?.size ?? null
  }

  get over(): boolean {
    return ['done', 'failed', 'cancelled'].includes(this.state.name)
  }

  sized(size: number | null): void {
    this.size = size
  }

  moved(passed: number): void {
    this.passed = passed
    this.version++
    changed(progressEvery)
    const now = performance.now()
    const last = this.#measured.at(-1)
    if (last && now - last[0] < progressEvery) return
    this.#measured = [...this.#measured.filter(([at]) => now - at < 3000), [now, passed]]
    const [from] = this.#measured
    if (from && from[0] < now) this.rate = Math.max(0, ((passed - from[1]) * 1000) / (now - from[0]))
  }

  /** Waits while it is paused; rejects when it was cancelled. */
  async going(): Promise<void> {
    while (this.state.name === 'paused') await new Promise<void>((done) => this.#continue.push(done))
    if (this.state.name === 'cancelled') throw new Refused('cancelled', '')
  }

  set(state: TransferState): void {
    this.state = state
    this.version++
    this.#measured = []
    this.rate = 0
    if (state.name !== 'paused') for (const done of this.#continue.splice(0)) done()
    changed()
  }
}

/** A device whose files are open, or of which something is still on its way. */
class Place {
  link: Link
  users = 0
  running = 0

  constructor(readonly deviceId: string) {
    this.link = new Link(hostFor(deviceId, 'Files'))
  }
}

/** Transfers at once to one device. Of small ones more: what they wait for is less the line than its length. */
const atOnce = (transfer: Transfer) => (transfer.size !== null && transfer.size < 1_000_000 ? 6 : 2)
const mostTries = 6
const places = new Map<string, Place>()
const watchers = new Set<() => void>()
let transfers: readonly Transfer[] = []
let telling: ReturnType<typeof setTimeout> | undefined
let toldAt = Number.POSITIVE_INFINITY
let version = 0

/** Told a little later (ms), with all that changes until then; not by frames, which stop while the page is in the background. */
function changed(within = 100): void {
  const at = performance.now() + within
  if (at >= toldAt) return
  clearTimeout(telling)
  toldAt = at
  telling = setTimeout(() => {
    toldAt = Number.POSITIVE_INFINITY
    version++
    for (const watcher of [...watchers]) watcher()
  }, within)
}

export const store = {
  watch(watcher: () => void): () => void {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  },
  version: () => version,
  all: () => transfers,

  /** The link to a device, made when there is none or the old one is over. */
  open(deviceId: string): Link {
    const place = places.get(deviceId) ?? new Place(deviceId)
    if (place.link.state.name === 'over') place.link = new Link(hostFor(deviceId, 'Files'))
    places.set(deviceId, place)
    return place.link
  },
  /** The page uses the link until the returned function is called. */
  use(deviceId: string): () => void {
    store.open(deviceId)
    const place = places.get(deviceId) as Place
    place.users++
    return () => {
      place.users--
      leave(place)
    }
  },

  add(added: readonly Transfer[]): void {
    for (const transfer of added) if (transfer.file) transfer.key = remembered.key(transfer, transfer.file)
    transfers = [...transfers, ...added]
    tray.show(true)
    changed()
    for (const transfer of added) next(transfer.deviceId)
  },
  pause(transfer: Transfer): void {
    if (transfer.state.name === 'running' || transfer.state.name === 'cut') transfer.set({ name: 'paused' })
  },
  go(transfer: Transfer): void {
    if (transfer.state.name === 'paused') transfer.set({ name: 'running' })
  },
  cancel(transfer: Transfer): void {
    const running = transfer.state.name !== 'waiting'
    if (transfer.over) return
    transfer.set({ name: 'cancelled' })
    if (transfer.file) remembered.forget(transfer)
    if (running) places.get(transfer.deviceId)?.link.tell({ action: 'cancel', reqid: transfer.number })
    next(transfer.deviceId)
  },
  again(transfer: Transfer): void {
    transfer.set({ name: 'waiting' })
    next(transfer.deviceId)
  },
  /** The person's answer about a name that is taken; for all others that wait for one too, and those that come. */
  decide(transfer: Transfer, conflict: Conflict, forAll: boolean): void {
    const same = forAll
      ? transfers.filter((other) => other.up && other.deviceId === transfer.deviceId && !other.over)
      : [transfer]
    for (const other of same) {
      other.conflict = conflict
      if (other.state.name === 'conflict') other.set({ name: 'waiting' })
    }
    next(transfer.deviceId)
  },
  clear(): void {
    transfers = transfers.filter((transfer) => !transfer.over)
    if (transfers.length === 0) tray.show(false)
    changed()
  },
}

function next(deviceId: string): void {
  const waiting = transfers.find(
    (transfer) => transfer.deviceId === deviceId && transfer.state.name === 'waiting',
  )
  if (!waiting) return
  const link = store.open(deviceId)
  const place = places.get(deviceId) as Place
  if (place.running >= atOnce(waiting)) return
  place.running++
  waiting.set({ name: 'running' })
  void run(link, waiting).finally(() => {
    place.running--
    next(deviceId)
    leave(place)
  })
  next(deviceId)
}

/** Nobody looks and nothing is on its way: the session ends. */
function leave(place: Place): void {
  const left = transfers.some((transfer) => transfer.deviceId === place.deviceId && !transfer.over)
  if (place.users > 0 || left || places.get(place.deviceId) !== place) return
  places.delete(place.deviceId)
  place.link.close()
}

async function run(link: Link, transfer: Transfer): Promise<void> {
  for (let tries = 0; ; tries++) {
    const before = transfer.passed
    try {
      await link.opened()
      if (transfer.state.name === 'cut') transfer.set({ name: 'running' })
      finish(transfer, await attempt(link, transfer))
      return
    } catch (error) {
      if (transfer.state.name === 'cancelled') return
      const cut = error instanceof Cut && tries < mostTries
      if (!cut) {
        fail(transfer, error)
        return
      }
      if (transfer.passed > before) tries = 0
      if (transfer.state.name === 'running') transfer.set({ name: 'cut' })
      await transfer.going().catch(() => undefined)
    }
  }
}

function attempt(link: Link, transfer: Transfer): Promise<Answer> {
  if (transfer.file) return upload(link, transfer, transfer.file)
  if (transfer.wanted) return download(link, transfer.wanted, transfer.received, transfer)
  return Promise.reject(new Refused('missing', ''))
}

function finish(transfer: Transfer, answer: Answer): void {
  if (transfer.file) remembered.forget(transfer)
  transfer.passed = answer.size ?? transfer.passed
  transfer.set({ name: 'done', skipped: answer.count === 0 })
  if (!transfer.up) save(transfer.received.blob(), transfer.name)
}

function fail(transfer: Transfer, error: unknown): void {
  if (error instanceof Refused && error.code === 'exists' && transfer.up && transfer.conflict === 'fail')
    transfer.set({ name: 'conflict' })
  else if (error instanceof Refused)
    transfer.set({ name: 'failed', code: error.code, message: error.message })
  else transfer.set({ name: 'failed', code: 'cut', message: '' })
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  // Some browsers read it only later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
