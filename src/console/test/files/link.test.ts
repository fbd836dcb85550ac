import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Cut, Link, Refused } from '../../src/features/files/link'
import { control, FakeHost } from '../kit/tunnel/fake'

let host: FakeHost
const say = (answer: object) => host.last.bytes(...new TextEncoder().encode(JSON.stringify(answer)))
const settle = () => vi.advanceTimersByTimeAsync(0)

async function opened(): Promise<Link> {
  const link = new Link(host)
  await settle()
  host.join()
  return link
}

describe('a link to the files of a device', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    host = new FakeHost()
  })
  afterEach(() => vi.useRealTimers())

  it('begins with options and the number of the protocol', async () => {
    const link = await opened()
    expect(host.last.texts.slice(0, 2)).toEqual(['{"type":"options"}', '5'])
    expect(link.state.name).toBe('open')
  })

  it('gives each answer to its request, and a refusal as words', async () => {
    const link = await opened()
    const first = link.ask({ action: 'mkdir', path: '/a' })
    const second = link.ask({ action: 'mkdir', path: '/b' })
    say({ action: 'failed', reqid: 2, code: 'exists', message: 'It is there.' })
    say({ action: 'done', reqid: 1 })
    await expect(first).resolves.toMatchObject({ action: 'done' })
    await expect(second).rejects.toEqual(new Refused('exists', 'It is there.'))
  })

  it('tells waiting requests of a cut, and joins the same session again', async () => {
    const link = await opened()
    const waiting = expect(link.ask({ action: 'mkdir', path: '/a' })).rejects.toBeInstanceOf(Cut)
    host.last.onclose?.()
    await waiting
    expect(link.state.name).toBe('broken')
    await settle()
    host.join()
    expect(host.asked).toContain('rejoin s1')
    expect(link.state.name).toBe('open')
  })

  it('lets requests wait while the person at the device is asked', async () => {
    const link = await opened()
    host.last.text(control('consent","state":"asked","seconds":30}'))
    expect(link.state).toMatchObject({ name: 'open', asking: true })
    expect(link.tell({ action: 'ls', path: '/' })).toBe(true)
    host.last.text(control('consent","state":"given"}'))
    expect(link.state).toMatchObject({ name: 'open', asking: false })
  })

  it('cuts a request that is made while there is no tunnel', async () => {
    const link = await opened()
    host.last.break()
    await expect(link.ask({ action: 'mkdir', path: '/a' })).rejects.toBeInstanceOf(Cut)
    expect(host.last.messages).toEqual([])
  })

  it('is over with the sentence of the device', async () => {
    const link = await opened()
    host.last.text('{"ctrlChannel":"102938","type":"console","msg":"You may not.","msgid":2}')
    host.last.text('{"ctrlChannel":"102938","type":"close"}')
    expect(link.state).toEqual({
      name: 'over',
      end: { why: 'device', message: 'You may not.', exit: null },
    })
    await expect(link.opened()).rejects.toBeInstanceOf(Refused)
  })
})
