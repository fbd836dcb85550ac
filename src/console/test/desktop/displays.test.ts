import { describe, expect, it } from 'vitest'
import { Displays } from '../../src/features/desktop/displays'

const all = 65535
const place = { id: 2, x: 800, y: 0, width: 640, height: 480 }

describe('displays', () => {
  it('are known by name and place, and stay so when they are listed again', () => {
    const displays = new Displays()
    displays.list([all, 1, 2], all)
    displays.place([place, { ...place, id: 9 }])
    displays.name(2, 'HDMI-1', true)
    displays.list([all, 2, 3], all)
    expect(displays.all).toEqual([
      { id: all, name: '', primary: false, place: null },
      { id: 2, name: 'HDMI-1', primary: true, place },
      { id: 3, name: '', primary: false, place: null },
    ])
  })

  it('have short names of plain characters', () => {
    const displays = new Displays()
    displays.list([all, 1], all)
    displays.name(1, `\u202e\u0007${'x'.repeat(99)}`, false)
    expect(displays.all[1]?.name).toBe('x'.repeat(64))
  })

  it('are asked for the wanted one in each tunnel, once', () => {
    const displays = new Displays(2)
    expect(displays.list([all, 1, 2], all)).toBe(2)
    expect(displays.list([all, 1, 2], all)).toBeNull()
    displays.begin()
    expect(displays.list([all, 1, 2], all)).toBe(2)
    displays.begin()
    expect(displays.list([all, 1, 2], 2)).toBeNull()
  })

  it('are asked again for one that was away', () => {
    const displays = new Displays(2)
    expect(displays.list([all, 1, 2], all)).toBe(2)
    expect(displays.list([], 0)).toBeNull()
    expect(displays.list([all, 1, 2], 1)).toBe(2)
  })

  it('are left as they are while none is wanted', () => {
    expect(new Displays().list([all, 1, 2], 1)).toBeNull()
  })
})
