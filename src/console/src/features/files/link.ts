import type { Control } from '../../kit/tunnel/control'
import type { State } from '../../kit/tunnel/states'
import { type Host, Tunnel } from '../../kit/tunnel/tunnel'
import { type Answer, type Chunk, readChunk, readJson } from './codec'

/** `asking`: the person at the device has not allowed it yet; requests wait. */
export type LinkState = State & { asking?: boolean }

/** The tunnel ended before the answer came: whoever can, asks again when there is a new one. */
export class Cut extends Error {}

/** The device said no, in words. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export interface Listener {
  /** Answers to a request, progress too; return true when it was the last one. */
  answer(answer: Answer): boolean
  chunk?(chunk: Chunk): void
  cut(): void
}

/** The files of one device: requests, each with the answers to it. */
export class Link {
  #state: LinkState = { name: 'asking' }
  #number = 0
  readonly #tunnel: Tunnel
  readonly #listeners = new Map<number, Listener>()
  readonly #watchers = new Set<() => void>()

  constructor(host: Host) {
    this.#tunnel = new Tunnel(host, {
      protocol: '5',
      measureEvery: 10_000,
      silence: 25_000,
      options: () => ({}),
      state: (state) => this.#moved(state),
      bytes: (message) => this.#take(message),
      control: (message) => this.#hear(message),
      text: (text) => this.#answer(readJson(text)),
    })
    this.#tunnel.start()
  }

  get state(): LinkState {
    return this.#state
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Resolves when there is a tunnel; rejects when there will be none. */
  opened(): Promise<void> {
    return new Promise((done, failed) => {
      const look = () => {
        if (this.#state.name === 'open') done()
        else if (this.#state.name === 'over') failed(new Refused('over', sentenceOf(this.#state) ?? ''))
        else return
        stop()
      }
      const stop = this.watch(look)
      look()
    })
  }

  /** Sends a request under a new number; its answers go to the listener. */
  request(request: Record<string, unknown>, listener: Listener): number {
    const reqid = ++this.#number
    this.#listeners.set(reqid, listener)
    if (!this.tell({ ...request, reqid })) {
      this.#listeners.delete(reqid)
      queueMicrotask(() => listener.cut())
    }
    return reqid
  }

  /** A request with one answer. Rejects with `Refused`, or `Cut`. */
  ask(request: Record<string, unknown>, progress?: (answer: Answer) => void): Promise<Answer> {
    return new Promise((done, failed) => {
      this.request(request, {
        answer(answer) {
          if (answer.action === 'progress') progress?.(answer)
          else if (answer.action === 'failed') failed(new Refused(answer.code ?? '', answer.message ?? ''))
          else done(answer)
          return answer.action !== 'progress'
        },
        cut: () => failed(new Cut()),
      })
    })
  }

  tell(message: Record<string, unknown>): boolean {
    return this.send(new TextEncoder().encode(JSON.stringify(message)))
  }

  send(chunk: Uint8Array<ArrayBuffer>): boolean {
    return this.#tunnel.send(chunk)
  }

  forget(number: number): void {
    this.#listeners.delete(number)
  }

  /** Ends the session. */
  close(): void {
    this.#tunnel.leave()
  }

  #moved(state: State): void {
    this.#set(state)
    if (state.name !== 'open') this.#cutAll()
  }

  #hear(message: Control): void {
    const state = this.#tunnel.state
    if (message.type === 'consent') this.#set({ ...state, asking: message.state === 'asked' })
  }

  #take(message: Uint8Array<ArrayBuffer>): void {
    const chunk = readChunk(message.buffer)
    if (chunk) this.#listeners.get(chunk.transfer)?.chunk?.(chunk)
    else this.#answer(readJson(message.buffer))
  }

  #answer(answer: Answer | null): void {
    const number = Number(answer?.reqid)
    if (answer && this.#listeners.get(number)?.answer(answer)) this.#listeners.delete(number)
  }

  #cutAll(): void {
    const all = [...this.#listeners.values()]
    this.#listeners.clear()
    for (const listener of all) listener.cut()
  }

  #set(state: LinkState): void {
    this.#state = state
    for (const watcher of [...this.#watchers]) watcher()
  }
}

/** Why it is over, in the words of the server or the device where they gave some. */
export function sentenceOf({ end }: Extract<State, { name: 'over' }>): string | null {
  if (end.why === 'refused') return end.problem.detail || end.problem.title
  return end.why === 'device' ? end.message : null
}
