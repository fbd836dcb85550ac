import { describe, expect, it } from 'vitest'
import { fullRights, hasBit, maskOf, withBit, wordRights } from '../../src/kit/rights'

const right = (bit: number, sentence: string, negative = false) => ({
  bit,
  name: sentence,
  sentence,
  negative,
})
const table = [
  right(3, 'use the desktop'),
  right(7, 'edit notes'),
  right(9, 'no terminal', true),
  right(31, 'see all'),
]
const presets = [
  { name: 'Full administrator', rights: fullRights },
  { name: 'Technician', rights: maskOf(3) + maskOf(7) },
]

describe('bits', () => {
  it('treats bit 31 as any other: rights are unsigned', () => {
    expect(maskOf(31)).toBe(2147483648)
    expect(hasBit(fullRights, 31)).toBe(true)
    expect(hasBit(maskOf(31), 30)).toBe(false)
    expect(withBit(0, 31, true)).toBe(2147483648)
  })

  it('sets and clears without touching the others', () => {
    for (let bit = 0; bit < 32; bit++) {
      const without = withBit(fullRights, bit, false)
      expect(hasBit(without, bit)).toBe(false)
      expect(withBit(without, bit, false)).toBe(without)
      expect(withBit(without, bit, true)).toBe(fullRights)
    }
  })
})

describe('wordRights', () => {
  it('says what is granted and what is taken away', () => {
    expect(wordRights(maskOf(3) + maskOf(9), table, presets)).toEqual({
      preset: undefined,
      may: ['use the desktop'],
      mayNot: ['no terminal'],
    })
  })

  it('knows presets only by exactly their number', () => {
    expect(wordRights(maskOf(3) + maskOf(7), table, presets).preset).toBe('Technician')
    expect(wordRights(maskOf(3), table, presets).preset).toBeUndefined()
  })

  it('takes nothing away from full rights, although the negative bits are set in the number', () => {
    expect(wordRights(fullRights, table, presets)).toMatchObject({ preset: 'Full administrator', mayNot: [] })
  })

  it('has no words for nothing', () => {
    expect(wordRights(0, table, presets)).toEqual({ preset: undefined, may: [], mayNot: [] })
  })
})
