import { describe, expect, it } from 'vitest'
import { isTyping, KeySequence, sequenceTime } from '../../src/app/shell/key-sequence'
import { placesFor } from '../../src/app/shell/places'

describe('KeySequence', () => {
  const bindings = new Map([
    ['?', 'keys'],
    ['g d', '/devices'],
    ['g s', '/sessions'],
  ])

  it('knows single keys and keys in a row', () => {
    const keys = new KeySequence(bindings, () => 0)
    expect(keys.press('?')).toEqual({ action: 'keys' })
    expect(keys.press('g')).toBe('waiting')
    expect(keys.press('d')).toEqual({ action: '/devices' })
    expect(keys.press('d')).toBeNull()
  })

  it('starts anew after a wrong second key, and lets a first key count again', () => {
    const keys = new KeySequence(bindings, () => 0)
    keys.press('g')
    expect(keys.press('x')).toBeNull()
    expect(keys.press('d')).toBeNull()
    keys.press('g')
    expect(keys.press('g')).toBe('waiting')
    expect(keys.press('s')).toEqual({ action: '/sessions' })
  })

  it('forgets the first key after a while', () => {
    let now = 0
    const keys = new KeySequence(bindings, () => now)
    keys.press('g')
    now = sequenceTime + 1
    expect(keys.press('d')).toBeNull()
  })
})

describe('isTyping', () => {
  it('keeps out of fields and dialogs', () => {
    document.body.innerHTML = '<input id="a"><div role="dialog"><b id="b"></b></div><p id="c"></p>'
    expect(['a', 'b', 'c'].map((id) => isTyping(document.getElementById(id)))).toEqual([true, true, false])
  })
})

describe('placesFor', () => {
  it('shows people and server to administrators alone, with a key of its own for each place', () => {
    const all = placesFor({ administrator: true })
    expect(placesFor({ administrator: false }).map((place) => place.to)).toEqual([
      '/devices',
      '/groups',
      '/sessions',
      '/jobs',
      '/audit',
    ])
    expect(all.map((place) => place.to).slice(5)).toEqual(['/people', '/server'])
    expect(new Set(all.map((place) => place.key)).size).toBe(all.length)
  })
})
