import { asProblem } from '../problem'
import { type FeedEvent, readEvent } from './events'
import { StreamParser } from './sse'

/** `Offline`: the browser has no network, or nothing has answered for a minute. Trying goes on. */
export type FeedPhase = 'Connecting' | 'Live' | 'Reconnecting' | 'Offline'

export interface FeedState {
  phase: FeedPhase
  /** When the next try is due (ms since 1970), while waiting for one. */
  retryAt: number | null
  /** When something was last heard, a comment included (ms since 1970). */
  heardAt: number | null
}

export interface FeedOptions {
  /** Opens the stream. Rejects when there is no connection. */
  open: (lastEventId: string, signal: AbortSignal) => Promise<Response>
  /** Takes a burst gathered for `gather` ms, in the order sent. */
  onBurst: (burst: FeedEvent[]) => void
  /** The login has ended, with the refusal's code; the feed stays closed. */
  onSignedOut: (code: string) => void
  now?: () => number
}

/** Bursts are gathered this long before pages draw (ms). */
export const gather = 100
/** The server sends a comment each 15 s; after this silence the connection counts as dead (ms). */
export const silence = 40_000
const offlineAfter = 60_000
const longestWait = 30_000

/** Wait before try `n` (from 1): 1, 2, 4 … 30 s. */
export const backOff = (n: number) => Math.min(longestWait, 1000 * 2 ** (n - 1))

/** The tab's one reader of `GET /api/live`: resumes after the last sequence it saw. */
export class Feed {
  #state: FeedState = { phase: 'Connecting', retryAt: null, heardAt: null }
  #listeners = new Set<() => void>()
  #passing = new Set<{ sequence: number; done: () => void }>()
  #burst: FeedEvent[] = []
  #lastId = ''
  #tries = 0
  #lostAt: number | null = null
  #abort: AbortController | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  #flush: ReturnType<typeof setTimeout> | undefined
  #quiet: ReturnType<typeof setTimeout> | undefined
  readonly #options: FeedOptions
  readonly #now: () => number

  constructor(options: FeedOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  get state(): FeedState {
    return this.#state
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(): void {
    void this.#connect()
  }

  stop(): void {
    this.#drop()
    clearTimeout(this.#retry)
    clearTimeout(this.#flush)
  }

  /** Ends the wait of a reconnect. */
  reconnectNow(): void {
    clearTimeout(this.#retry)
    this.#drop()
    void this.#connect()
  }

  /** Resolves once the feed has delivered up to `sequence`, or `false` after `limit` ms (read your writes). */
  passed(sequence: number, limit: number): Promise<boolean> {
    if (Number(this.#lastId) >= sequence) return Promise.resolve(true)
    return new Promise((resolve) => {
      const waiting = {
        sequence,
        done: () => {
          clearTimeout(timer)
          this.#passing.delete(waiting)
          resolve(true)
        },
      }
      const timer = setTimeout(() => {
        this.#passing.delete(waiting)
        resolve(false)
      }, limit)
      this.#passing.add(waiting)
    })
  }

  async #connect(): Promise<void> {
    this.#drop()
    const abort = new AbortController()
    this.#abort = abort
    this.#set({ retryAt: null, phase: this.#tries === 0 ? 'Connecting' : this.#state.phase })
    try {
      const response = await this.#options.open(this.#lastId, abort.signal)
      if (response.status === 401) {
        // Read first: to stop the feed is to abort its answer.
        const { type } = await asProblem(response)
        this.stop()
        this.#options.onSignedOut(type)
        return
      }
      if (!response.ok || !response.body) throw new Error(`the live feed answered ${response.status}`)
      this.#heard()
      await this.#read(response.body)
    } catch (error) {
      // Whatever went wrong, the answer is the same: say so and try again. Only our own abort is final.
      if (!abort.signal.aborted) console.warn('live feed:', error)
    }
    if (this.#abort === abort) this.#lost()
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    const parser = new StreamParser((message) => {
      if (message.id !== undefined) this.#lastId = message.id
      this.#burst.push(readEvent(message))
      this.#flush ??= setTimeout(() => this.#deliver(), gather)
    })
    const reader = body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      this.#heard()
      parser.push(decoder.decode(value, { stream: true }))
    }
  }

  #deliver(): void {
    this.#flush = undefined
    const burst = this.#burst
    this.#burst = []
    this.#options.onBurst(burst)
    for (const waiting of [...this.#passing]) if (Number(this.#lastId) >= waiting.sequence) waiting.done()
  }

  #heard(): void {
    this.#tries = 0
    this.#lostAt = null
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => this.reconnectNow(), silence)
    this.#set({ phase: 'Live', heardAt: this.#now(), retryAt: null })
  }

  #lost(): void {
    clearTimeout(this.#quiet)
    this.#tries++
    this.#lostAt ??= this.#now()
    const wait = backOff(this.#tries)
    const offline = navigator.onLine === false || this.#now() - this.#lostAt >= offlineAfter
    this.#set({ phase: offline ? 'Offline' : 'Reconnecting', retryAt: this.#now() + wait })
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#connect(), wait)
  }

  #drop(): void {
    clearTimeout(this.#quiet)
    this.#abort?.abort()
    this.#abort = null
  }

  #set(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
