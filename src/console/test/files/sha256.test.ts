import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Sha256 } from '../../src/features/files/sha256'

const reference = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
const some = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 8) * 7) & 255)

describe('SHA-256', () => {
  it('is that of the standard for every length around a block', () => {
    for (let length = 0; length < 260; length++)
      expect(new Sha256().update(some(length)).hex(), `${length}`).toBe(reference(some(length)))
  })

  it('does not care how its input is cut, and tells the hash in the middle', () => {
    const data = some(10_000)
    for (const step of [1, 63, 64, 65, 1000]) {
      const hash = new Sha256()
      for (let at = 0; at < data.length; at += step) {
        hash.update(data.subarray(at, at + step))
        if (at % 7 === 0) hash.hex()
      }
      expect(hash.hex()).toBe(reference(data))
    }
    const begun = new Sha256().update(data.subarray(0, 100))
    begun.copy().update(data)
    expect(begun.hex()).toBe(reference(data.subarray(0, 100)))
  })
})
