import { describe, expect, it } from 'vitest'
import { pieceSize } from '../../src/features/files/codec'
import { Refused } from '../../src/features/files/link'
import { type Piece, pieces } from '../../src/features/files/pieces'
import { hashOf, some, still } from './device'

const content = some(35 * pieceSize + 3)
const blockSize = 16 * pieceSize

/** A file that remembers what was read of it, and fails from some place on. */
function watched(failsAt = Number.POSITIVE_INFINITY) {
  const file = new Blob([content])
  const read: number[] = []
  const slice = file.slice.bind(file)
  file.slice = (from = 0, to) => {
    read.push(from)
    return from < failsAt
      ? slice(from, to)
      : ({ arrayBuffer: () => Promise.reject(new Error('changed')) } as unknown as Blob)
  }
  return { file, read }
}

async function all(pieces: AsyncGenerator<Piece>): Promise<Piece[]> {
  const found: Piece[] = []
  for await (const piece of pieces) found.push(piece)
  return found
}

describe('the pieces of a file', () => {
  it.each([
    [0, content.length],
    [3 * pieceSize, content.length],
    [0, 16 * pieceSize],
    [0, 17 * pieceSize],
    [100, 101],
    [7, 7],
  ])('are those from %d to %d, in their order, with their hashes', async (from, to) => {
    const found = await all(pieces(new Blob([content]), from, to))
    expect(found.map(({ data }) => data.length)).toEqual(
      Array.from({ length: Math.ceil((to - from) / pieceSize) }, (_, i) =>
        Math.min(pieceSize, to - from - i * pieceSize),
      ),
    )
    expect(hashOf(Buffer.concat(found.map(({ data }) => data)))).toBe(hashOf(content.subarray(from, to)))
    for (const { data, hash } of found) expect(Buffer.from(hash).toString('hex')).toBe(hashOf(data))
  })

  it('are read one block ahead, and no further', async () => {
    const { file, read } = watched()
    const reading = pieces(file, 0, content.length)
    await reading.next()
    await still(() => read.length)
    expect(read).toEqual([0, blockSize])
    for (let i = 1; i < 16; i++) await reading.next()
    await still(() => read.length)
    expect(read).toEqual([0, blockSize])
    await reading.next()
    expect(read).toEqual([0, blockSize, 2 * blockSize])
  })

  it('end where the file cannot be read, after what could be', async () => {
    const { file } = watched(blockSize)
    const found: Piece[] = []
    const reading = (async () => {
      for await (const piece of pieces(file, 0, content.length)) found.push(piece)
    })()
    await expect(reading).rejects.toEqual(new Refused('unreadable', ''))
    expect(found).toHaveLength(16)
  })

  it('may be left in the middle while the next block fails', async () => {
    const { file } = watched(blockSize)
    for await (const piece of pieces(file, 0, content.length)) {
      expect(piece.data).toHaveLength(pieceSize)
      break
    }
    // Nobody listens to the failure any more: it must not come up as one that nobody handled.
    await still(() => 0)
  })
})
