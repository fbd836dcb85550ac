import { describe, expect, it } from 'vitest'
import { controlPrefix, readControl, writeControl } from '../../../src/kit/tunnel/control'
import { seeded } from '../../rows'

describe('control messages', () => {
  it('begin with the exact prefix', () => {
    expect(writeControl('termsize', { cols: 80, rows: 24 })).toBe(
      '{"ctrlChannel":"102938","type":"termsize","cols":80,"rows":24}',
    )
    expect(writeControl('close').startsWith(controlPrefix)).toBe(true)
  })

  it('are read as they were written', () => {
    expect(readControl(writeControl('rtt', { time: 5 }))).toEqual({
      ctrlChannel: '102938',
      type: 'rtt',
      time: 5,
    })
  })

  it.each([
    '',
    'x',
    'c',
    '{"type":"close"}',
    '{"type":"close","ctrlChannel":"102938"}',
    `${controlPrefix}close`,
  ])('are not: %s', (text) => {
    expect(readControl(text)).toBeNull()
  })

  it('never fail on any text', () => {
    const random = seeded(3)
    const pieces = [controlPrefix, 'close', '"', '}', ',', ':', 'exit', '1', '\\u0000', '\\', 'null', '[']
    for (let run = 0; run < 500; run++) {
      const text = Array.from({ length: 8 }, () => pieces[Math.floor(random() * pieces.length)]).join('')
      expect(typeof readControl(controlPrefix + text)).toBe('object')
    }
  })
})
