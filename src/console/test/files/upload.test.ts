import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pieceSize } from '../../src/features/files/codec'
import { Cut, Refused } from '../../src/features/files/link'
import { Transfer } from '../../src/features/files/transfers'
import { upload } from '../../src/features/files/upload'
import { FakeDevice, hashOf, some, still, sumOf, until } from './device'

/** Pieces that go before the first is acknowledged. */
const inWindow = 8
const content = some(40 * pieceSize + 1000)
const file = new File([content], 'a.bin', { lastModified: 1000 })

let device: FakeDevice
let transfer: Transfer
const put = () => upload(device.link, transfer, file)
const start = (offset = 0, reqid = 1) =>
  device.say({ action: 'putstart', reqid, offset, sha256: '', pieces: sumOf(content.subarray(0, offset)) })
const ack = (offset: number, reqid = 1) => device.say({ action: 'ack', reqid, offset })
/** The device takes what comes, as fast as it comes, from this piece on. */
async function takeAll(from = 0, reqid = 1): Promise<void> {
  for (let at = from; at < content.length; at += pieceSize) {
    await until(() => device.chunks.some(({ offset }) => offset === at))
    ack(Math.min(content.length, at + pieceSize), reqid)
  }
}

describe('an upload', () => {
  beforeEach(async () => {
    device = await new FakeDevice().join()
    transfer = new Transfer('d', 'pc', true, '/in', 'a.bin', file, null)
  })
  afterEach(() => vi.restoreAllMocks())

  it('sends the pieces in their order, each with its hash, and the sum of all at the end', async () => {
    const putting = put()
    expect(device.requests[0]).toMatchObject({
      action: 'put',
      path: '/in',
      size: content.length,
      pieces: true,
    })
    start()
    await takeAll()
    await until(() => device.requests.length === 2)
    expect(device.requests[1]).toEqual({ action: 'putdone', reqid: 1, pieces: sumOf(content) })
    device.say({ action: 'done', reqid: 1, size: content.length, sha256: hashOf(content) })
    await expect(putting).resolves.toMatchObject({ action: 'done' })
    expect(device.chunks.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 41 }, (_, i) => i * pieceSize),
    )
    for (const { data, hash } of device.chunks) expect(Buffer.from(hash).toString('hex')).toBe(hashOf(data))
    expect(hashOf(device.data)).toBe(hashOf(content))
  })

  it('has no more on its way than the window, which follows the time it takes', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
    put().catch(() => undefined)
    start()
    const sent = () => device.chunks.length
    expect(await still(sent)).toBe(8)
    clock.mockReturnValue(100)
    ack(pieceSize)
    expect(await still(sent)).toBe(1 + 9)
    clock.mockReturnValue(1200)
    ack(2 * pieceSize)
    expect(await still(sent)).toBe(2 + 8)
    ack(6 * pieceSize)
    expect(await still(sent)).toBe(6 + 4)
    ack(10 * pieceSize)
    expect(await still(sent)).toBe(10 + 2)
    expect(transfer.passed).toBe(10 * pieceSize)
  })

  it('goes on behind what the device has, and compares that first', async () => {
    const putting = put()
    start(30 * pieceSize)
    await takeAll(30 * pieceSize)
    await until(() => device.requests.length === 2)
    expect(device.chunks[0]?.offset).toBe(30 * pieceSize)
    expect(device.requests[1]).toMatchObject({ action: 'putdone', pieces: sumOf(content) })
    device.say({ action: 'done', reqid: 1 })
    await putting
  })

  it('begins anew when the device has the beginning of another file', async () => {
    const putting = expect(put()).rejects.toBeInstanceOf(Cut)
    device.say({ action: 'putstart', reqid: 1, offset: pieceSize, sha256: '', pieces: sumOf(some(5)) })
    await putting
    expect(device.requests.at(-1)).toEqual({ action: 'cancel', reqid: 1 })
    expect(device.chunks).toEqual([])
    put().catch(() => undefined)
    expect(device.requests.at(-1)).toMatchObject({ action: 'put', restart: true })
  })

  it('stops when the device fails in the middle', async () => {
    const putting = expect(put()).rejects.toEqual(new Refused('full', 'The disk is full.'))
    start()
    await until(() => device.chunks.length === inWindow)
    device.say({ action: 'failed', reqid: 1, code: 'full', message: 'The disk is full.' })
    await putting
    expect(await still(() => device.chunks.length)).toBe(inWindow)
    expect(device.requests.map((request) => request.action)).toEqual(['put'])
  })

  it('is told of a cut before it begins, and in the middle', async () => {
    const first = expect(put()).rejects.toBeInstanceOf(Cut)
    device.cut()
    await first
    await device.join()
    const second = expect(put()).rejects.toBeInstanceOf(Cut)
    start(0, 2)
    await until(() => device.chunks.length === inWindow)
    device.cut()
    await second
  })

  it('waits while it is paused, and goes on with the next piece', async () => {
    const putting = put()
    start()
    await until(() => device.chunks.length === inWindow)
    transfer.set({ name: 'running' })
    transfer.set({ name: 'paused' })
    ack(inWindow * pieceSize)
    // One may have passed the gate already.
    const held = await still(() => device.chunks.length)
    expect(held).toBeLessThanOrEqual(inWindow + 1)
    transfer.set({ name: 'running' })
    await takeAll(inWindow * pieceSize)
    expect(device.chunks.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 41 }, (_, i) => i * pieceSize),
    )
    device.say({ action: 'done', reqid: 1 })
    await putting
  })

  it('ends when it is cancelled, paused or not', async () => {
    const putting = expect(put()).rejects.toEqual(new Refused('cancelled', ''))
    start()
    await until(() => device.chunks.length === inWindow)
    transfer.set({ name: 'paused' })
    ack(2 * pieceSize)
    await still(() => device.chunks.length)
    transfer.set({ name: 'cancelled' })
    ack(inWindow * pieceSize)
    await putting
    expect(device.chunks.length).toBeLessThanOrEqual(inWindow + 1)
  })

  it.each([
    ['what was never sent', 100 * pieceSize],
    ['less than before', pieceSize],
    ['nothing at all', undefined],
  ])('refuses an acknowledgement of %s', async (_, offset) => {
    const putting = expect(put()).rejects.toEqual(new Refused('damaged', ''))
    start()
    await until(() => device.chunks.length === inWindow)
    ack(2 * pieceSize)
    device.say({ action: 'ack', reqid: 1, offset })
    await putting
    expect(device.requests.at(-1)).toEqual({ action: 'cancel', reqid: 1 })
  })

  it('stops at what cannot be read any more', async () => {
    const gone = new File([content], 'a.bin')
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) as unknown as Blob
    const putting = upload(device.link, transfer, gone)
    start()
    await expect(putting).rejects.toEqual(new Refused('unreadable', ''))
    expect(device.chunks).toEqual([])
    // Nor does the device wait for more of it.
    expect(device.requests.at(-1)).toEqual({ action: 'cancel', reqid: 1 })
  })

  it('sends an empty file, and tells an older agent the hash of the whole', async () => {
    const empty = upload(device.link, transfer, new File([], 'a'))
    device.say({ action: 'putstart', reqid: 1, offset: 0, sha256: hashOf(some(0)) })
    await until(() => device.requests.length === 2)
    expect(device.requests[1]).toEqual({ action: 'putdone', reqid: 1, sha256: hashOf(some(0)) })
    device.say({ action: 'done', reqid: 1 })
    await empty

    const putting = put()
    // Such an agent may have any number of bytes.
    device.say({ action: 'putstart', reqid: 2, offset: 1234, sha256: hashOf(content.subarray(0, 1234)) })
    for (let at = 1234; at < content.length; at += pieceSize) {
      await until(() => device.chunks.some(({ offset }) => offset === at))
      ack(Math.min(content.length, at + pieceSize), 2)
    }
    await until(() => device.requests.length === 4)
    expect(device.requests[3]).toEqual({ action: 'putdone', reqid: 2, sha256: hashOf(content) })
    device.say({ action: 'done', reqid: 2 })
    await putting
  })
})
