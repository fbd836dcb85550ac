import { client } from '../../api/http'
import { isProblem } from '../../api/problem'
import type { Problem, SessionPass } from '../../api/types'
import { type Answer, type Chunk, readChunk, readJson } from './codec'

export interface Socket {
  binaryType: string
  readonly bufferedAmount: number
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(): void
}

/** What a link needs from the page; rejects with a problem when refused. */
export interface Host {
  start(): Promise<SessionPass>
  rejoin(sessionId: string): Promise<SessionPass>
  open(path: string): Socket
}

export type LinkState =
  | { name: 'connecting' }
  /** `asking`: the person at the device has not allowed it yet; requests wait. */
  | { name: 'open'; asking?: boolean }
  | { name: 'broken'; tries: number }
  | { name: 'over'; problem: Problem | null; message: string | null }

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

const patience = 20_000
const measureEvery = 10_000
const silence = 25_000
const mostTries = 8

/** The files of one device, over as many tunnels as it takes: a broken one is joined again in the same session. */
export class Link {
  #state: LinkState = { name: 'connecting' }
  #socket: Socket | null = null
  #sessionId: string | null = null
  #number = 0
  #tries = 0
  #heard = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #meter: ReturnType<typeof setInterval> | undefined
  readonly #listeners = new Map<number, Listener>()
  readonly #watchers = new Set<() => void>()

  constructor(private readonly host: Host) {
    this.#join(host.start())
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
        else if (this.#state.name === 'over')
          failed(new Refused('over', this.#state.message ?? this.#state.problem?.detail ?? ''))
        else return
        stop()
      }
      const stop = this.watch(look)
      look()
    })
  }

  /** Bytes that the browser has taken and not sent yet. */
  get waiting(): number {
    return this.#socket?.bufferedAmount ?? 0
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
    if (this.#state.name !== 'open' || !this.#socket) return false
    this.#socket.send(new TextEncoder().encode(JSON.stringify(message)))
    return true
  }

  send(chunk: Uint8Array<ArrayBuffer>): boolean {
    if (this.#state.name !== 'open' || !this.#socket) return false
    this.#socket.send(chunk)
    return true
  }

  forget(number: number): void {
    this.#listeners.delete(number)
  }

  /** Ends the session. */
  close(): void {
    if (this.#state.name === 'open') this.#socket?.send(control('close'))
    this.#end(null, null)
  }

  #join(pass: Promise<SessionPass>): void {
    pass.then(
      (given) => this.#dial(given),
      (error: unknown) => {
        if (this.#state.name === 'over') return
        const passing =
          !isProblem(error) ||
          error.status === 429 ||
          error.status >= 500 ||
          error.type === 'sessions.device-offline'
        if (this.#sessionId && passing) this.#broke()
        else this.#end(isProblem(error) ? error : null, null)
      },
    )
  }

  #dial(pass: SessionPass): void {
    if (this.#state.name === 'over') return
    this.#sessionId = pass.sessionId
    const socket = this.host.open(pass.path)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return
      this.#heard = Date.now()
      if (typeof data === 'string') this.#text(data)
      else if (data instanceof ArrayBuffer) this.#binary(data)
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#broke()
    }
    this.#timer = setTimeout(() => this.#broke(), patience)
  }

  #text(text: string): void {
    if (text === 'c' || text === 'cr') {
      clearTimeout(this.#timer)
      this.#tries = 0
      this.#socket?.send('{"type":"options"}')
      this.#socket?.send('5')
      this.#meter = setInterval(() => this.#measure(), measureEvery)
      this.#set({ name: 'open' })
      return
    }
    const message = readJson(text)
    if (message?.ctrlChannel === undefined) {
      if (message) this.#answer(message)
    } else if (message.type === 'consent') this.#set({ name: 'open', asking: message.state === 'asked' })
    else if (message.type === 'ping') this.#socket?.send(control('pong'))
    else if (message.type === 'console' && typeof message.msg === 'string')
      this.#refusal = message.msg.slice(0, 500)
    else if (message.type === 'console') this.#refusal = null
    else if (message.type === 'close') this.#end(null, this.#refusal)
  }

  #refusal: string | null = null

  #binary(data: ArrayBuffer): void {
    const chunk = readChunk(data)
    if (chunk) this.#listeners.get(chunk.transfer)?.chunk?.(chunk)
    else {
      const answer = readJson(data)
      if (answer) this.#answer(answer)
    }
  }

  #answer(answer: Answer): void {
    const number = Number(answer.reqid)
    if (this.#listeners.get(number)?.answer(answer)) this.#listeners.delete(number)
  }

  #measure(): void {
    if (Date.now() - this.#heard > silence) this.#broke()
    else this.#socket?.send(control('rtt', { time: Date.now() }))
  }

  #broke(): void {
    this.#drop()
    if (this.#tries >= mostTries || !this.#sessionId) {
      this.#end(null, null)
      return
    }
    this.#set({ name: 'broken', tries: ++this.#tries })
    this.#cutAll()
    this.#timer = setTimeout(
      () => this.#join(this.host.rejoin(this.#sessionId ?? '')),
      this.#tries === 1 ? 0 : Math.min(8000, 500 * 2 ** this.#tries),
    )
  }

  #end(problem: Problem | null, message: string | null): void {
    this.#drop()
    this.#set({ name: 'over', problem, message })
    this.#cutAll()
  }

  #cutAll(): void {
    const all = [...this.#listeners.values()]
    this.#listeners.clear()
    for (const listener of all) listener.cut()
  }

  #drop(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#meter)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #set(state: LinkState): void {
    this.#state = state
    for (const watcher of [...this.#watchers]) watcher()
  }
}

const control = (type: string, fields: Record<string, number> = {}) =>
  JSON.stringify({ ctrlChannel: '102938', type, ...fields })

export function hostFor(deviceId: string): Host {
  const answer = (result: { data?: SessionPass; error?: unknown }): SessionPass => {
    if (result.data) return result.data
    throw result.error
  }
  return {
    start: async () => answer(await client.POST('/api/sessions', { body: { deviceId, kind: 'Files' } })),
    rejoin: async (sessionId) =>
      answer(await client.POST('/api/sessions/{sessionId}/tunnels', { params: { path: { sessionId } } })),
    open: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))) as unknown as Socket,
  }
}
