import type { Right } from '../api/types'

/** `1 << bit` without the sign of 32-bit shifts: rights are unsigned (MeshCentral's 32 bits). */
export const maskOf = (bit: number) => 2 ** bit

/** All bits set, which MeshCentral writes as 4294967295 and calls full administrator. */
export const fullRights = 0xffffffff

export const hasBit = (rights: number, bit: number) => Math.floor(rights / maskOf(bit)) % 2 === 1

/** The rights with one bit set or cleared, as an unsigned number. */
export function withBit(rights: number, bit: number, on: boolean): number {
  if (hasBit(rights, bit) === on) return rights
  return on ? rights + maskOf(bit) : rights - maskOf(bit)
}

export interface RightsWords {
  /** The preset's name when the rights are exactly a preset. */
  preset: string | undefined
  may: string[]
  /** Bits that take something away from what the others grant. */
  mayNot: string[]
}

/**
 * A number of rights in plain words. With full rights nothing is taken away, although the negative
 * bits are set too: they are part of the number (`architecture.md` 13.4).
 */
export function wordRights(
  rights: number,
  table: readonly Right[],
  presets: readonly { name: string; rights: number }[],
): RightsWords {
  const set = table.filter((right) => hasBit(rights, right.bit))
  return {
    preset: presets.find((preset) => preset.rights === rights)?.name,
    may: set.filter((right) => !right.negative).map((right) => right.sentence),
    mayNot: rights === fullRights ? [] : set.filter((right) => right.negative).map((right) => right.sentence),
  }
}
