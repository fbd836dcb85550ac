import { describe, expect, it } from 'vitest'
import * as packets from '../../src/features/desktop/packets'

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const bytes = (text: string) =>
  Uint8Array.from(text.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

describe('packets', () => {
  it.each([
    [packets.key(0x41, true, false), '000100060041'],
    [packets.key(0x25, false, true), '000100060325'],
    [packets.mouse(2, 16, 32), '0002000a000200100020'],
    [packets.mouse(0, 16, 32, -120), '0002000c000000100020ff88'],
    [packets.compression(50, 100, false), '0005000a013204000064'],
    [packets.text('ß'), '005500070000df005500070100df'],
    [packets.refresh(), '00060004'],
    [packets.pause(true), '0008000501'],
    [packets.ctrlAltDel(), '000a0004'],
    [packets.setDisplay(65535), '000c0006ffff'],
  ])('are written as the protocol has them: %#', (written, expected) => {
    expect(hex(written)).toBe(expected)
  })

  it('of the device are read, unknown ones passed over', () => {
    const message = bytes(
      '0007 0008 0500 0320 0099 0005 01 0058 0005 05 000b 000a 0001 0002 ffff 0003 000a 0001 0002 ffd8',
    )
    expect(packets.readPackets(message)).toEqual([
      { type: 'screen', width: 1280, height: 800 },
      { type: 'cursor', shape: 5 },
      { type: 'displays', ids: [2], selected: 65535 },
      { type: 'picture', x: 1, y: 2, image: bytes('ffd8') },
    ])
  })

  it('tell where displays lie; a place cut short is left out', () => {
    const [read] = packets.readPackets(bytes('0052 0012 0002 0780 0000 0400 0500 0003 0000'))
    expect(read).toEqual({ type: 'places', places: [{ id: 2, x: 1920, y: 0, width: 1024, height: 1280 }] })
  })

  it('with the long head are read', () => {
    const image = '11'.repeat(70_000)
    const [picture] = packets.readPackets(
      bytes(`001b0008 ${(70_008).toString(16).padStart(8, '0')} 00030000 00070009 ${image}`),
    )
    expect(picture).toMatchObject({ type: 'picture', x: 7, y: 9 })
    expect((picture as { image: Uint8Array }).image).toHaveLength(70_000)
  })

  it.each(['0007 0003', '0007 0009 0500 0320', '001b 0008 ffffffff 0003 0000', '0007 00'])(
    'that cannot be are refused: %s',
    (message) => {
      expect(() => packets.readPackets(bytes(message))).toThrow(RangeError)
    },
  )
})
