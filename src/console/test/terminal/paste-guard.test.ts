import { describe, expect, it } from 'vitest'
import { judgePaste } from '../../src/features/terminal/paste-guard'

describe('judgePaste', () => {
  it.each([
    ['ls -l', { lines: 1, ask: false }],
    ['', { lines: 0, ask: false }],
    ['rm -r x\n', { lines: 1, ask: true }],
    ['one\ntwo\n', { lines: 2, ask: true }],
    ['a\r\nb', { lines: 2, ask: true }],
    ['a\rb\nc', { lines: 3, ask: true }],
  ])('judges %j', (raw, expected) => {
    expect(judgePaste(raw)).toMatchObject(expected)
  })

  it('sends one kind of line end', () => {
    expect(judgePaste('a\r\nb\rc').text).toBe('a\nb\nc')
  })

  it('takes out what could end a bracketed paste, and says so', () => {
    const paste = judgePaste('echo\x1b[201~\x00 \tx\x9b1m\x7f')
    expect(paste).toEqual({ text: 'echo[201~ \tx1m', lines: 1, removed: 4, ask: false })
  })

  it('leaves text of any script as it is', () => {
    expect(judgePaste('żółć 日本 🙂').text).toBe('żółć 日本 🙂')
  })
})
