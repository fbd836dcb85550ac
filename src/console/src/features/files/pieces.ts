import { pieceSize } from './codec'
import { Refused } from './link'

/** Read at once: to ask the browser for a part of a file costs as much as some 200 KB of it. */
const blockSize = 16 * pieceSize

export interface Piece {
  data: Uint8Array<ArrayBuffer>
  /** SHA-256 of the data. */
  hash: Uint8Array<ArrayBuffer>
}

interface Hashing {
  data: Uint8Array<ArrayBuffer>
  hash: Promise<Uint8Array<ArrayBuffer>>
}

export const sha256 = async (data: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', data))

/**
 * The pieces of a file in their order; while those of one block are used, the next block is read and hashed.
 * At most two blocks are held, 8 MB. Rejects with `Refused` when the file cannot be read, or is not what it was when it was chosen.
 */
export async function* pieces(file: Blob, from: number, to: number): AsyncGenerator<Piece> {
  let ahead = read(file, from, to)
  for (let at = from; at < to; at += blockSize) {
    const block = await ahead
    if (!block) throw new Refused('unreadable', '')
    ahead = read(file, at + blockSize, to)
    for (const { data, hash } of block) yield { data, hash: await hash }
  }
}

/** A block as pieces that are being hashed, all at once; null when it cannot be read. */
async function read(file: Blob, from: number, to: number): Promise<Hashing[] | null> {
  if (from >= to) return []
  const bytes = await file
    .slice(from, Math.min(to, from + blockSize))
    .arrayBuffer()
    .catch(() => null)
  if (!bytes) return null
  const cut: Hashing[] = []
  for (let at = 0; at < bytes.byteLength; at += pieceSize) {
    const data = new Uint8Array(bytes, at, Math.min(pieceSize, bytes.byteLength - at))
    cut.push({ data, hash: sha256(data) })
  }
  return cut
}
