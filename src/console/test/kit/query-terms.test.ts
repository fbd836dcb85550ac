import { describe, expect, it } from 'vitest'
import {
  complete,
  completions,
  hasTerm,
  joinTerms,
  readTerms,
  removeTerm,
  toggleTerm,
  writeTerm,
} from '../../src/kit/query-terms'
import { seeded } from '../rows'

describe('readTerms', () => {
  it('splits by blanks outside quotes', () => {
    expect(readTerms('  db status:online -tag:"old stock" ')).toEqual([
      { text: 'db', key: null, value: 'db', negated: false, complete: true },
      { text: 'status:online', key: 'status', value: 'online', negated: false, complete: true },
      { text: '-tag:"old stock"', key: 'tag', value: 'old stock', negated: true, complete: true },
    ])
  })

  it.each([
    ['tag:', false],
    ['tag:"old st', false],
    ['"two words"', true],
  ])('knows whether %s is finished', (text, finished) => {
    expect(readTerms(text)[0]?.complete).toBe(finished)
  })

  it('takes a lone dash as a word and a name with a colon as a keyword', () => {
    expect(readTerms('-')[0]).toMatchObject({ value: '-', negated: false })
    expect(readTerms('ip:fe80::1')[0]).toMatchObject({ key: 'ip', value: 'fe80::1' })
  })

  it('gives back what was typed, whatever it is', () => {
    const random = seeded(5)
    const letters = ['a', 'tag', ':', '-', '"', ' ', 'é', '::', '\t']
    for (let run = 0; run < 500; run++) {
      const text = Array.from({ length: 12 }, () => letters[Math.floor(random() * letters.length)]).join('')
      const terms = readTerms(text)
      expect(readTerms(joinTerms(terms))).toEqual(terms)
    }
  })
})

describe('terms as conditions', () => {
  it('quotes what would read as something else, so that every value comes back', () => {
    for (const value of ['plain', 'two words', '-dash', 'a:b', '']) {
      expect(readTerms(writeTerm(null, value))[0]).toMatchObject({ key: null, value, negated: false })
      expect(readTerms(writeTerm('tag', value, true))[0]).toMatchObject({ key: 'tag', value, negated: true })
    }
  })

  it('adds and takes out a condition and leaves the rest as typed', () => {
    const query = 'db  -tag:prod'
    const added = toggleTerm(query, 'group', 'Old Stock')
    expect(added).toBe('db -tag:prod group:"Old Stock"')
    expect(hasTerm(added, 'group', 'old stock')).toBe(true)
    expect(hasTerm(added, 'tag', 'prod')).toBe(false)
    expect(toggleTerm(added, 'group', 'Old Stock')).toBe('db -tag:prod')
  })

  it('removes by place', () => {
    expect(removeTerm('a b:"c d" e', 1)).toBe('a e')
  })
})

describe('completion', () => {
  const keywords = ['status', 'tag', 'os']

  it('offers keywords for the word at the end', () => {
    expect(completions('db st', keywords)).toEqual(['status'])
    expect(completions('-t', keywords)).toEqual(['tag'])
    expect(completions('status:', keywords)).toEqual([])
    expect(completions('', keywords)).toEqual([])
  })

  it('puts the keyword in the place of the word', () => {
    expect(complete('db -t', 'tag')).toBe('db -tag:')
  })
})
