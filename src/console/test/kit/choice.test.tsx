import { act, renderHook } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { between, useChoice } from '../../src/kit/choice'
import { gridChoice } from '../../src/kit/use-grid-keys'

interface Row {
  id: string
  name?: string
}
const keyOf = (row: Row) => row.id
const rows = (ids: string): Row[] => [...ids].map((id) => ({ id }))

/** A list of these rows, asked `of` something, of which at most four are chosen. */
const list = (all: Row[], whole = false, of = 'q') =>
  renderHook(({ all, whole, of }) => useChoice(of, all, keyOf, 4, whole), {
    initialProps: { all, whole, of },
  })
const ids = (choice: { rows: readonly Row[] }) => choice.rows.map(keyOf).join('')

describe('between', () => {
  it.each([
    ['a', 'c', 'abc'],
    ['c', 'a', 'abc'],
    ['b', 'b', 'b'],
    [null, 'c', 'c'],
    ['x', 'b', 'b'],
    ['a', 'x', ''],
  ])('%s and %s are %j', (from, to, found) => {
    expect(between(rows('abcd'), keyOf, from, to).map(keyOf).join('')).toBe(found)
  })
})

describe('gridChoice', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
  it.each([
    [{ key: ' ' }, 'toggle'],
    [{ key: 'x' }, 'toggle'],
    [{ key: ' ', shiftKey: true }, 'reach'],
    [{ key: 'X', shiftKey: true }, 'reach'],
    [{ key: 'a', ctrlKey: true }, 'all'],
    [{ key: 'a', metaKey: true }, 'all'],
    [{ key: '*', shiftKey: true }, 'all'],
    [{ key: 'Escape' }, 'clear'],
    [{ key: 'a' }, null],
    [{ key: 'x', ctrlKey: true }, null],
    [{ key: 'a', ctrlKey: true, altKey: true }, null],
  ])('%j is %s', (pressed, does) => {
    expect(gridChoice({ ...none, ...pressed })).toBe(does)
  })
})

describe('a choice', () => {
  it('goes row by row and in ranges from the last one', () => {
    const all = rows('abcde')
    const { result } = list(all)
    act(() => result.current.toggle(all[1] as Row))
    act(() => result.current.reach(all, all[3] as Row))
    expect(ids(result.current)).toBe('bcd')
    act(() => result.current.toggle(all[2] as Row))
    expect(ids(result.current)).toBe('bd')
    act(() => result.current.drop(all))
    expect(ids(result.current)).toBe('')
  })

  it('outlives sorting and paging, and shows the newest row', () => {
    const { result, rerender } = list(rows('ab'))
    act(() => result.current.put(rows('ab')))
    rerender({ all: [{ id: 'b', name: 'new' }, { id: 'c' }], whole: false, of: 'q' })
    expect(result.current.rows).toEqual([{ id: 'a' }, { id: 'b', name: 'new' }])
  })

  it('loses what is gone once all there is is known', () => {
    const { result, rerender } = list(rows('ab'))
    act(() => result.current.put(rows('ab')))
    rerender({ all: rows('b'), whole: true, of: 'q' })
    expect(ids(result.current)).toBe('b')
  })

  it('ends with its question', () => {
    const { result, rerender } = list(rows('ab'))
    act(() => result.current.put(rows('ab')))
    rerender({ all: rows('ab'), whole: false, of: 'another' })
    expect(ids(result.current)).toBe('')
    act(() => result.current.toggle({ id: 'b' }))
    expect(ids(result.current)).toBe('b')
  })

  it('takes no more than may be', () => {
    const { result } = list(rows('abcdef'))
    act(() => result.current.put(rows('abcdef')))
    expect(ids(result.current)).toBe('abcd')
  })
})
