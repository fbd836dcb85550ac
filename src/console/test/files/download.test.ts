import { beforeEach, describe, expect, it } from 'vitest'
import { pieceSize } from '../../src/features/files/codec'
import { download, Received } from '../../src/features/files/download'
import { Cut, Refused } from '../../src/features/files/link'
import { FakeDevice, hashOf, some, still, sumOf, until } from './device'

const content = some(20 * pieceSize + 77)
const slice = (from: number) => content.slice(from, from + pieceSize)

let device: FakeDevice
let received: Received
let paused: Promise<void> | undefined
const transfer = { moved: () => undefined, sized: () => undefined, going: async () => paused }
const get = () => download(device.link, { path: '/a', names: [], zip: false }, received, transfer)
const start = (reqid: number, offset = 0) =>
  device.say({
    action: 'getstart',
    reqid,
    offset,
    size: content.length,
    sha256: hashOf(content.subarray(0, offset)),
    pieces: sumOf(content.subarray(0, offset)),
  })
const chunks = (reqid: number, from: number, to: number) => {
  for (let at = from; at < to; at += pieceSize) device.chunk(reqid, at, slice(at))
}
const done = (reqid: number) =>
  device.say({
    action: 'done',
    reqid,
    size: content.length,
    sha256: hashOf(content),
    pieces: sumOf(content),
  })
const arrived = async () => hashOf(new Uint8Array(await received.blob().arrayBuffer()))

describe('a download', () => {
  beforeEach(async () => {
    device = await new FakeDevice().join()
    received = new Received()
    paused = undefined
  })

  it('takes the pieces as they come, and acknowledges two at a time', async () => {
    const getting = get()
    expect(device.requests[0]).toMatchObject({ action: 'get', offset: 0, pieces: true })
    start(1)
    chunks(1, 0, content.length)
    done(1)
    await getting
    expect(await arrived()).toBe(hashOf(content))
    expect(device.requests.slice(1)).toEqual(
      Array.from({ length: 10 }, (_, i) => ({ action: 'ack', reqid: 1, offset: (i + 1) * 2 * pieceSize })),
    )
  })

  it('goes on where it stopped, over another tunnel', async () => {
    const first = expect(get()).rejects.toBeInstanceOf(Cut)
    start(1)
    chunks(1, 0, 5 * pieceSize)
    await until(() => received.size === 5 * pieceSize)
    device.cut()
    await first
    await device.join()

    const second = get()
    expect(device.requests.at(-1)).toMatchObject({ action: 'get', reqid: 2, offset: 5 * pieceSize })
    start(2, 5 * pieceSize)
    chunks(2, 5 * pieceSize, content.length)
    done(2)
    await second
    expect(await arrived()).toBe(hashOf(content))
  })

  it('begins anew when the device has another file now', async () => {
    received.inPieces = true
    received.add({ transfer: 1, offset: 0, hash: new Uint8Array(32), data: slice(0) })
    const getting = expect(get()).rejects.toBeInstanceOf(Cut)
    start(1, pieceSize)
    await getting
    expect(received.size).toBe(0)
  })

  it.each([
    ['has another hash', () => device.chunk(1, pieceSize, slice(pieceSize), new Uint8Array(32))],
    ['leaves a gap', () => device.chunk(1, 2 * pieceSize, slice(2 * pieceSize))],
    ['was there already', () => device.chunk(1, 0, slice(0))],
  ])('does not take a piece that %s, nor what comes behind it', async (_, wrong) => {
    const getting = expect(get()).rejects.toBeInstanceOf(Cut)
    start(1)
    chunks(1, 0, pieceSize)
    wrong()
    chunks(1, pieceSize, 3 * pieceSize)
    done(1)
    await getting
    await still(() => device.requests.length)
    expect(received.size).toBe(pieceSize)
    expect(device.requests.slice(1)).toEqual([{ action: 'cancel', reqid: 1 }])
  })

  it('keeps nothing of what is another file as a whole', async () => {
    const getting = expect(get()).rejects.toEqual(new Refused('damaged', ''))
    start(1)
    chunks(1, 0, content.length)
    device.say({
      action: 'done',
      reqid: 1,
      size: content.length,
      sha256: hashOf(content),
      pieces: sumOf(some(7)),
    })
    await getting
    expect(received.size).toBe(0)
  })

  it('acknowledges nothing while it is paused, so that the device waits too', async () => {
    let go: () => void = () => undefined
    paused = new Promise((done) => {
      go = done
    })
    const getting = get()
    start(1)
    chunks(1, 0, 8 * pieceSize)
    expect(await still(() => received.size)).toBe(pieceSize)
    expect(device.requests).toHaveLength(1)
    go()
    chunks(1, 8 * pieceSize, content.length)
    done(1)
    await getting
    expect(await arrived()).toBe(hashOf(content))
  })

  it('compares the hash of the whole with an agent that tells no other', async () => {
    const getting = get()
    device.say({ action: 'getstart', reqid: 1, offset: 0, size: content.length, sha256: hashOf(some(0)) })
    for (let at = 0; at < content.length; at += pieceSize / 2)
      device.chunk(1, at, content.slice(at, at + pieceSize / 2))
    device.say({ action: 'done', reqid: 1, size: content.length, sha256: hashOf(content) })
    await getting
    expect(await arrived()).toBe(hashOf(content))
  })
})
