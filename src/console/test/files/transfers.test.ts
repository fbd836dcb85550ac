import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { store, Transfer } from '../../src/features/files/transfers'
import { FakeDevice, until } from './device'

const device = vi.hoisted(() => ({ current: undefined as FakeDevice | undefined }))
vi.mock('../../src/kit/tunnel/host', () => ({ hostFor: () => device.current?.host }))

const sized = (size: number, deviceId = 'd') =>
  new Transfer(deviceId, 'pc', true, '/in', `${size}`, new File([new Uint8Array(size)], 'a'), null)

describe('what is told of transfers', () => {
  let told: number
  let stop: () => void
  beforeEach(() => {
    vi.useFakeTimers()
    told = 0
    stop = store.watch(() => told++)
  })
  afterEach(() => {
    stop()
    vi.runOnlyPendingTimers()
    vi.useRealTimers()
  })

  it('is told four times a second while it moves, and with all that moved until then', () => {
    const transfer = sized(10)
    const [told4, version] = [told, transfer.version]
    for (let millisecond = 1; millisecond <= 2000; millisecond++) {
      transfer.moved(millisecond * 1000)
      vi.advanceTimersByTime(1)
    }
    expect(told - told4).toBeGreaterThanOrEqual(7)
    expect(told - told4).toBeLessThanOrEqual(8)
    expect(transfer.passed).toBe(2_000_000)
    expect(transfer.version).toBeGreaterThan(version)
    expect(transfer.rate).toBeGreaterThan(950_000)
    expect(transfer.rate).toBeLessThan(1_050_000)
  })

  it('is told sooner when a person waits for it', () => {
    const transfer = sized(10)
    transfer.moved(1)
    transfer.set({ name: 'paused' })
    vi.advanceTimersByTime(100)
    expect(told).toBe(1)
    vi.advanceTimersByTime(1000)
    expect(told).toBe(1)
  })
})

describe('transfers at once', () => {
  const asked = () => device.current?.requests.filter(({ action }) => action === 'put').length ?? 0

  it.each([
    ['two that are large', [2_000_000, 2_000_000, 2_000_000], 2],
    ['six that are small', Array.from({ length: 9 }, () => 10), 6],
    ['small ones beside large ones', [2_000_000, 2_000_000, 10, 10, 10, 10, 10, 10], 6],
    ['no large one behind small ones', [10, 10, 2_000_000, 10], 2],
  ])('are %s', async (what, sizes, count) => {
    device.current = new FakeDevice(false)
    const transfers = sizes.map((size) => sized(size, what))
    store.add(transfers)
    await device.current.join()
    await until(() => asked() === count)
    expect(transfers.filter(({ state }) => state.name === 'running')).toHaveLength(count)
    expect(transfers.filter(({ state }) => state.name === 'waiting')).toHaveLength(sizes.length - count)
    for (const transfer of transfers) store.cancel(transfer)
    store.clear()
    expect(store.all()).toEqual([])
  })

  it('begin when one before them ends', async () => {
    device.current = new FakeDevice(false)
    const transfers = [2_000_000, 2_000_000, 2_000_000].map((size) => sized(size, 'next'))
    store.add(transfers)
    await device.current.join()
    await until(() => asked() === 2)
    device.current.say({ action: 'failed', reqid: 1, code: 'full', message: 'The disk is full.' })
    await until(() => asked() === 3)
    expect(transfers.map(({ state }) => state.name)).toEqual(['failed', 'running', 'running'])
    for (const transfer of transfers) store.cancel(transfer)
    store.clear()
  })
})
