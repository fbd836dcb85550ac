import { describe, expect, it } from 'vitest'
import { OutputText, plain } from '../../src/features/jobs/output-text'

const piece = (number: number, bytes: number[], error = false) => ({
  number,
  error,
  at: '2026-03-03T09:14:00Z',
  bytes: btoa(String.fromCharCode(...bytes)),
})

describe('plain', () => {
  it('leaves out what only a terminal understands', () => {
    expect(plain('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007x\u001bM')).toBe('red x')
  })

  it('shows what cannot be seen, and keeps lines and tabs', () => {
    expect(plain('a\u0000b\u0008c\td\r\ne\u007f\rf')).toBe('a␀b␈c\td\ne␡␍f')
  })

  it('shows the beginning of a sequence that never ends', () => {
    expect(plain('x\u001b[12')).toBe('x␛[12')
  })
})

describe('OutputText', () => {
  it('puts letters together that are cut anywhere, each output by itself', () => {
    const bytes = [...new TextEncoder().encode('ä€日😀')]
    for (let cut = 0; cut <= bytes.length; cut++) {
      const text = new OutputText()
      text.add(piece(0, bytes.slice(0, cut)))
      text.add(piece(1, [33], true))
      text.add(piece(2, bytes.slice(cut)))
      const of = (error: boolean) =>
        text.parts
          .filter((part) => part.error === error)
          .map((part) => part.text)
          .join('')
      expect([of(false), of(true)]).toEqual(['ä€日😀', '!'])
    }
  })

  it('joins pieces of the same output', () => {
    const text = new OutputText()
    text.add(piece(0, [97]))
    text.add(piece(1, [98]))
    expect(text.parts).toEqual([{ error: false, text: 'ab' }])
  })
})
