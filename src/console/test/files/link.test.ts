import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeChunk } from '../../src/features/files/codec'
import { download, Received } from '../../src/features/files/download'
import { Cut, type Host, Link, Refused, type Socket } from '../../src/features/files/link'
import { Sha256 } from '../../src/features/files/sha256'

class FakeSocket implements Socket {
  binaryType = ''
  bufferedAmount = 0
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly sent: Record<string, unknown>[] = []
  readonly texts: string[] = []

  send(data: string | Uint8Array): void {
    if (typeof data === 'string') this.texts.push(data)
    else this.sent.push(JSON.parse(new TextDecoder().decode(data)))
  }
  close(): void {}
  say(answer: object): void {
    this.onmessage?.({ data: new TextEncoder().encode(JSON.stringify(answer)).buffer })
  }
  text(text: string): void {
    this.onmessage?.({ data: text })
  }
}

const pass = { sessionId: 's1', path: '/relay', protocol: 5, expiresAt: '' }
const sockets: FakeSocket[] = []
const asked: string[] = []
const host: Host = {
  start: async () => pass,
  rejoin: async (id) => {
    asked.push(id)
    return pass
  },
  open: () => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket
  },
}
const last = () => sockets.at(-1) as FakeSocket
const settle = () => vi.advanceTimersByTimeAsync(0)
const hashOf = (...bytes: number[]) => new Sha256().update(Uint8Array.from(bytes)).hex()

async function opened(): Promise<Link> {
  const link = new Link(host)
  await settle()
  last().text('c')
  return link
}

describe('a link to the files of a device', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    sockets.length = 0
    asked.length = 0
  })
  afterEach(() => vi.useRealTimers())

  it('begins with options and the number of the protocol', async () => {
    const link = await opened()
    expect(last().texts).toEqual(['{"type":"options"}', '5'])
    expect(link.state.name).toBe('open')
  })

  it('gives each answer to its request, and a refusal as words', async () => {
    const link = await opened()
    const first = link.ask({ action: 'mkdir', path: '/a' })
    const second = link.ask({ action: 'mkdir', path: '/b' })
    last().say({ action: 'failed', reqid: 2, code: 'exists', message: 'It is there.' })
    last().say({ action: 'done', reqid: 1 })
    await expect(first).resolves.toMatchObject({ action: 'done' })
    await expect(second).rejects.toEqual(new Refused('exists', 'It is there.'))
  })

  it('tells waiting requests of a cut, and joins the same session again', async () => {
    const link = await opened()
    const waiting = expect(link.ask({ action: 'mkdir', path: '/a' })).rejects.toBeInstanceOf(Cut)
    last().onclose?.()
    await waiting
    expect(link.state.name).toBe('broken')
    await settle()
    last().text('c')
    expect(asked).toEqual(['s1'])
    expect(link.state.name).toBe('open')
  })

  it('is over with the sentence of the device', async () => {
    const link = await opened()
    last().text('{"ctrlChannel":"102938","type":"console","msg":"You may not.","msgid":2}')
    last().text('{"ctrlChannel":"102938","type":"close"}')
    expect(link.state).toEqual({ name: 'over', problem: null, message: 'You may not.' })
    await expect(link.opened()).rejects.toBeInstanceOf(Refused)
  })

  it('goes on with a download where it stopped, and begins anew when the device has another file', async () => {
    vi.useRealTimers()
    const link = new Link(host)
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    last().text('c')
    const received = new Received()
    const quiet = { moved: () => undefined, sized: () => undefined, going: async () => undefined }
    const get = () => download(link, { path: '/a', names: [], zip: false }, received, quiet)

    const first = get()
    last().say({ action: 'getstart', reqid: 1, offset: 0, sha256: hashOf(), size: 4 })
    last().onmessage?.({ data: (await writeChunk(1, 0, Uint8Array.of(1, 2))).buffer })
    await vi.waitFor(() => expect(last().sent.at(-1)).toEqual({ action: 'ack', reqid: 1, offset: 2 }))
    const cut = expect(first).rejects.toBeInstanceOf(Cut)
    last().onclose?.()
    await cut
    await vi.waitFor(() => expect(sockets).toHaveLength(2))
    last().text('c')

    const second = get()
    expect(last().sent.at(-1)).toMatchObject({ action: 'get', reqid: 2, offset: 2 })
    last().say({ action: 'getstart', reqid: 2, offset: 2, sha256: hashOf(1, 2), size: 4 })
    last().onmessage?.({ data: (await writeChunk(2, 2, Uint8Array.of(3, 4))).buffer })
    last().say({ action: 'done', reqid: 2, size: 4, sha256: hashOf(1, 2, 3, 4) })
    await second
    expect([...new Uint8Array(await received.blob().arrayBuffer())]).toEqual([1, 2, 3, 4])

    const third = expect(get()).rejects.toBeInstanceOf(Cut)
    last().say({ action: 'getstart', reqid: 3, offset: 4, sha256: hashOf(9), size: 4 })
    await third
    expect(received.size).toBe(0)
  })
})
