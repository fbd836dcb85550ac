import { describe, expect, it } from 'vitest'
import { exportAddress, hasFilter } from '../../src/features/audit/filters'

describe('exportAddress', () => {
  it('names exactly the filtered set', () => {
    expect(exportAddress('csv', { q: 'a b&c', outcome: 'Refused', from: undefined })).toBe(
      '/api/audit/export?format=csv&q=a+b%26c&outcome=Refused',
    )
    expect(hasFilter({ from: undefined })).toBe(false)
    expect(hasFilter({ deviceId: 'd1' })).toBe(true)
  })
})
