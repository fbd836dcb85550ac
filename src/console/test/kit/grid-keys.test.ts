import { describe, expect, it } from 'vitest'
import { showValue } from '../../src/kit/diff'
import { gridMove } from '../../src/kit/use-grid-keys'

describe('gridMove', () => {
  it.each([
    ['j', 0, 1],
    ['ArrowDown', 4, 4],
    ['k', 0, 0],
    ['ArrowUp', 3, 2],
    ['End', 0, 4],
    ['Home', 3, 0],
    ['PageDown', 1, 4],
    ['PageUp', 4, 0],
    ['x', 2, null],
  ])('%s from row %d leads to %s', (key, from, to) => {
    expect(gridMove(key, from, 5)).toBe(to)
  })

  it('goes nowhere in an empty list', () => {
    expect(gridMove('j', 0, 0)).toBeNull()
  })
})

describe('showValue', () => {
  it.each([
    [null, '-'],
    ['', '-'],
    [[], '-'],
    [['a', 'b'], 'a, b'],
    [false, 'false'],
    [0, '0'],
    [{ a: 1 }, '{"a":1}'],
  ])('shows %j as %s', (value, words) => {
    expect(showValue(value)).toBe(words)
  })
})
