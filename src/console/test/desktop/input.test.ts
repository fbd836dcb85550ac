import { describe, expect, it } from 'vitest'
import { Keyboard, type KeyPress } from '../../src/features/desktop/keyboard'
import { keyOf } from '../../src/features/desktop/keys'
import { here, Pointer, placeOn } from '../../src/features/desktop/pointer'
import { AutoQuality, qualityOf } from '../../src/features/desktop/quality'

const press = (code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  code,
  key: code,
  repeat: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('Keyboard', () => {
  const sent: string[] = []
  let released = 0
  const fresh = () => {
    sent.length = 0
    released = 0
    return new Keyboard(
      (packet) => sent.push(`${packet[4]}:${packet[5]?.toString(16)}`),
      () => released++,
    )
  }

  it('sends keys by their place, in order, and repeats nothing by itself', () => {
    const keyboard = fresh()
    keyboard.down(press('ShiftLeft'))
    keyboard.down(press('KeyZ'))
    keyboard.down(press('KeyZ', { repeat: true }))
    keyboard.up(press('KeyZ'))
    keyboard.up(press('ShiftLeft'))
    keyboard.down(press('ArrowLeft'))
    expect(sent).toEqual(['0:a0', '0:5a', '1:5a', '1:a0', '4:25'])
  })

  it('lets go of all that is held, and of nothing twice', () => {
    const keyboard = fresh()
    keyboard.down(press('ControlLeft'))
    keyboard.down(press('KeyC'))
    keyboard.releaseAll()
    expect(sent.slice(2)).toEqual(['1:43', '1:a2'])
    keyboard.up(press('KeyC'))
    expect(sent).toHaveLength(4)
  })

  it('gives the keyboard back on Ctrl+Alt+Shift alone', () => {
    const keyboard = fresh()
    const all = { ctrlKey: true, altKey: true, shiftKey: true }
    keyboard.down(press('ShiftLeft', all))
    keyboard.down(press('KeyA', all))
    keyboard.up(press('KeyA', all))
    expect(released).toBe(0)
    keyboard.down(press('ShiftLeft', all))
    keyboard.up(press('ShiftLeft', { ctrlKey: true, altKey: true }))
    expect(released).toBe(1)
  })

  it('presses combinations and lets go in the reverse order', () => {
    fresh().press('altTab')
    expect(sent).toEqual(['0:a4', '0:9', '1:9', '1:a4'])
  })

  it('knows every key of a usual keyboard', () => {
    const places = [
      'KeyA',
      'Digit0',
      'F12',
      'Numpad7',
      'NumpadEnter',
      'Quote',
      'IntlBackslash',
      'MetaLeft',
      'Delete',
      'Space',
    ]
    expect(places.map((place) => keyOf(place)?.code)).toEqual([
      0x41, 0x30, 0x7b, 0x67, 0x0d, 0xde, 0xe2, 0x5b, 0x2e, 0x20,
    ])
    expect(keyOf('F25')).toBeNull()
    expect(keyOf('Lang1')).toBeNull()
  })
})

describe('Pointer', () => {
  it('sends one move a frame, and what a button does at once and in its place', () => {
    const sent: number[][] = []
    const frames: (() => void)[] = []
    const pointer = new Pointer(
      (packet) => sent.push([...packet.slice(5)]),
      (act) => frames.push(act),
    )
    pointer.move({ x: 1, y: 1 })
    pointer.move({ x: 2, y: 2 })
    expect(sent).toEqual([])
    frames.shift()?.()
    expect(sent).toEqual([[0, 0, 2, 0, 2]])
    pointer.move({ x: 3, y: 3 })
    pointer.button(2, true, { x: 4, y: 4 })
    frames.shift()?.()
    expect(sent.at(-1)).toEqual([0x08, 0, 4, 0, 4])
    pointer.releaseAll()
    expect(sent.at(-1)).toEqual([0x10, 0, 4, 0, 4])
    pointer.wheel(100, 0, { x: 5, y: 5 })
    expect(sent.at(-1)).toEqual([0, 0, 5, 0, 5, 0xff, 0x88])
  })

  it('passes a caught mouse on as moves, all of them, before what a button does', () => {
    const sent: number[][] = []
    const frames: (() => void)[] = []
    const pointer = new Pointer(
      (packet) => sent.push([...packet.slice(5)]),
      (act) => frames.push(act),
    )
    pointer.by(3, -2)
    pointer.by(4, 1.4)
    frames.shift()?.()
    expect(sent).toEqual([[0x90, 0, 7, 0xff, 0xff]])
    pointer.by(-70_000, 0)
    pointer.button(0, true, here)
    expect(sent.slice(1)).toEqual([
      [0x90, 0x83, 0, 0, 0],
      [0x02, 0xff, 0xff, 0xff, 0xff],
    ])
    frames.shift()?.()
    pointer.releaseAll()
    expect(sent.slice(3)).toEqual([[0x04, 0xff, 0xff, 0xff, 0xff]])
  })

  it('finds the place on the device whatever the size here', () => {
    const box = { left: 100, top: 50, width: 640, height: 400 }
    const size = { width: 1280, height: 800 }
    expect(placeOn(size, box, { clientX: 100, clientY: 50 })).toEqual({ x: 0, y: 0 })
    expect(placeOn(size, box, { clientX: 420, clientY: 250 })).toEqual({ x: 640, y: 400 })
    expect(placeOn(size, box, { clientX: 9999, clientY: -5 })).toEqual({ x: 1279, y: 0 })
  })
})

describe('AutoQuality', () => {
  const quiet = 10_000
  const film = 20_000_000

  it('falls when pictures wait on the way, and rises when they do not', () => {
    const auto = new AutoQuality()
    auto.measured(20, quiet)
    const before = auto.current.quality
    expect(auto.measured(400, quiet)).toBe('ask')
    expect(auto.current.quality).toBeLessThan(before)
    for (let round = 0; round < 20; round++) auto.measured(500, quiet)
    expect(auto.current.quality).toBe(20)
    for (let round = 0; round < 30; round++) auto.measured(22, quiet)
    expect(auto.current.quality).toBe(85)
    expect(auto.measured(22, quiet)).toBe('keep')
  })

  it('gives up sharpness for pictures while a film runs, and sharpens once when it is over', () => {
    const auto = new AutoQuality()
    while (auto.measured(20, quiet) !== 'keep');
    expect(auto.current.quality).toBe(85)
    expect(auto.measured(20, film)).toBe('ask')
    expect(auto.current.quality).toBe(55)
    expect(auto.measured(20, film)).toBe('keep')
    const advice = Array.from({ length: 10 }, () => auto.measured(20, quiet))
    expect(auto.current.quality).toBe(85)
    expect(advice.filter((one) => one === 'sharpen')).toHaveLength(1)
    expect(advice.at(-1)).toBe('keep')
  })

  it('has nothing to sharpen when it only ever rose', () => {
    const auto = new AutoQuality()
    expect(Array.from({ length: 10 }, () => auto.measured(20, quiet))).not.toContain('sharpen')
  })
})

describe('qualityOf', () => {
  it('keeps to the limit of pictures a second, which only ever slows down', () => {
    const auto = new AutoQuality()
    expect(qualityOf('sharp', auto, null).timer).toBe(25)
    expect(qualityOf('sharp', auto, 30).timer).toBe(33)
    expect(qualityOf('auto', auto, 5)).toEqual({ ...auto.current, timer: 200 })
    expect(qualityOf('fast', auto, 30).timer).toBe(66)
  })
})
