import { describe, expect, it } from 'vitest'
import { maxLine, type StreamMessage, StreamParser } from '../../src/api/live/sse'
import { seeded } from '../rows'

function parse(...pieces: string[]): StreamMessage[] {
  const messages: StreamMessage[] = []
  const parser = new StreamParser((message) => messages.push(message))
  for (const piece of pieces) parser.push(piece)
  return messages
}

const stream =
  ': alive\n\nid: 7\nevent: DeviceRow\ndata: {"id":"d1"}\n\r\nevent: resync\ndata\r\n\r\ndata: one\ndata:  two\r\rid: 9\n\n'
const expected = [
  { event: 'DeviceRow', data: '{"id":"d1"}', id: '7' },
  { event: 'resync', data: '' },
  { event: 'message', data: 'one\n two' },
]

describe('StreamParser', () => {
  it('reads messages, joins data lines, drops comments and messages without data', () => {
    expect(parse(stream)).toEqual(expected)
  })

  it('reads the same wherever the stream is cut', () => {
    for (let at = 0; at <= stream.length; at++)
      expect(parse(stream.slice(0, at), stream.slice(at)), `cut at ${at}`).toEqual(expected)
    expect(parse(...stream)).toEqual(expected)
  })

  it('does not carry an id over to the next message: presence has none', () => {
    const [row, presence] = parse('id: 5\nevent: a\ndata: 1\n\nevent: Presence\ndata: {}\n\n')
    expect(row?.id).toBe('5')
    expect(presence).toEqual({ event: 'Presence', data: '{}' })
  })

  it('refuses a line that does not end', () => {
    expect(() => parse('data: '.padEnd(maxLine + 1, 'x'))).toThrow(RangeError)
  })

  it('takes any text without failing', () => {
    const random = seeded(11)
    const letters = ['id:', 'data: x', 'event', ':', '\r', '\n', '\r\n', '\0', 'é', '{']
    for (let run = 0; run < 300; run++) {
      const text = Array.from({ length: 30 }, () => letters[Math.floor(random() * letters.length)]).join('')
      const whole = parse(text)
      const at = Math.floor(random() * text.length)
      expect(parse(text.slice(0, at), text.slice(at))).toEqual(whole)
    }
  })
})
