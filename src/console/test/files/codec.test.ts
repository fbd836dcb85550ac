import { describe, expect, it } from 'vitest'
import { ChunkWriter, readChunk, readJson, showMode, showName } from '../../src/features/files/codec'
import { foldersOf } from '../../src/features/files/dropped'
import { sorted } from '../../src/features/files/listing'
import { crumbs, join } from '../../src/features/files/paths'

describe('the wire of files', () => {
  const hash = Uint8Array.from({ length: 32 }, (_, i) => i)

  it('writes chunks as the agent reads them, and reads them back', () => {
    const chunks = new ChunkWriter(7)
    const long = chunks.write(0, { data: Uint8Array.of(9, 9, 9, 9, 9), hash: new Uint8Array(32) }).slice()
    expect(readChunk(long.buffer)?.data).toEqual(Uint8Array.of(9, 9, 9, 9, 9))
    const bytes = chunks.write(2 ** 33, { data: Uint8Array.of(1, 2, 3), hash }).slice()
    expect([...bytes.subarray(0, 13)]).toEqual([2, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 0])
    expect(readChunk(bytes.buffer)).toEqual({
      transfer: 7,
      offset: 2 ** 33,
      hash,
      data: Uint8Array.of(1, 2, 3),
    })
  })

  it('takes nothing else for a chunk, however it is cut', () => {
    const bytes = new ChunkWriter(7).write(0, { data: Uint8Array.of(1), hash }).slice()
    for (let length = 0; length < 45; length++) expect(readChunk(bytes.slice(0, length).buffer)).toBeNull()
    expect(readChunk(new TextEncoder().encode('{"action":"done"}'.padEnd(60)).buffer)).toBeNull()
    for (const text of ['', '{', 'null', '5', '"x"']) expect(readJson(text)).toBeNull()
    expect(readJson('{"action":"done","reqid":1}')).toEqual({ action: 'done', reqid: 1 })
  })

  it('shows names and rights to people', () => {
    expect(showName('gr\uf7fcn.txt')).toBe('gr\\xFCn.txt')
    expect(showMode(0o754)).toBe('rwxr-xr--')
  })
})

describe('paths and lists', () => {
  it('knows both kinds of systems', () => {
    expect(crumbs('/home/mira')).toEqual([
      { name: 'home', path: '/home' },
      { name: 'mira', path: '/home/mira' },
    ])
    expect(crumbs('C:\\Users\\mira').map(({ path }) => path)).toEqual(['C:', 'C:\\Users', 'C:\\Users\\mira'])
    expect(crumbs('/odd\\name')).toHaveLength(1)
    expect([join('/', 'a'), join('/a', 'b'), join('C:', 'a')]).toEqual(['/a', '/a/b', 'C:\\a'])
  })

  it('puts folders first in either direction, and numbers in their order', () => {
    const entries = [
      { n: 'file10', t: 3, s: 1 },
      { n: 'file9', t: 3, s: 5 },
      { n: 'folder', t: 2 },
    ]
    const names = (sort: string) => sorted(entries, sort).map(({ n }) => n)
    expect(names('name')).toEqual(['folder', 'file9', 'file10'])
    expect(names('-name')).toEqual(['folder', 'file10', 'file9'])
    expect(names('-size')).toEqual(['folder', 'file9', 'file10'])
  })

  it('makes the outer folders first', () => {
    expect(foldersOf(['a/b/c', '', 'a', 'd/e'])).toEqual(['a', 'd', 'a/b', 'd/e', 'a/b/c'])
  })
})
