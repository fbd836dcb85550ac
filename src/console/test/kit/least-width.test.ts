import { expect, it } from 'vitest'
import { leastWidth } from '../../src/kit/grid-rows'

it('adds what has a width to the least of what shares the rest', () => {
  expect(leastWidth([{ least: 13 }, { width: '7.5rem' }, {}])).toBe('28.5rem')
})
