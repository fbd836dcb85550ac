import { describe, expect, it } from 'vitest'
import { controlPrefix, readText, writeControl, writeOptions } from '../../src/features/terminal/codec'
import { seeded } from '../rows'

describe('writing', () => {
  it('begins every control message with the exact prefix', () => {
    expect(writeControl('termsize', { cols: 80, rows: 24 })).toBe(
      '{"ctrlChannel":"102938","type":"termsize","cols":80,"rows":24}',
    )
    for (const type of ['rtt', 'close', 'pong'] as const)
      expect(writeControl(type).startsWith(controlPrefix)).toBe(true)
  })

  it('leaves out what is not asked for', () => {
    expect(writeOptions({ cols: 1, rows: 2 })).toBe('{"type":"options","cols":1,"rows":2}')
    expect(writeOptions({ cols: 1, rows: 2, shell: '/bin/sh', resume: 0 })).toBe(
      '{"type":"options","cols":1,"rows":2,"shell":"/bin/sh","resume":0}',
    )
  })
})

describe('readText', () => {
  it.each([
    ['c', { type: 'peer', recorded: false }],
    ['cr', { type: 'peer', recorded: true }],
    [`${controlPrefix}resumed","from":12,"lost":3}`, { type: 'resumed', from: 12, lost: 3 }],
    [`${controlPrefix}resumed","from":12}`, { type: 'resumed', from: 12, lost: 0 }],
    [`${controlPrefix}rtt","time":5}`, { type: 'rtt', time: 5 }],
    [`${controlPrefix}console","msg":"hello"}`, { type: 'console', message: 'hello' }],
    [`${controlPrefix}console","msg":null}`, { type: 'console', message: null }],
    [`${controlPrefix}close"}`, { type: 'close', exit: null }],
    [`${controlPrefix}close","exit":1}`, { type: 'close', exit: 1 }],
    [`${controlPrefix}ping"}`, { type: 'ping' }],
  ])('understands %s', (text, heard) => {
    expect(readText(text)).toEqual(heard)
  })

  it.each([
    '',
    'x',
    '{"type":"close"}',
    `${controlPrefix}resumed","from":-1}`,
    `${controlPrefix}resumed","from":1.5}`,
    `${controlPrefix}resumed","from":"3"}`,
    `${controlPrefix}rtt"}`,
    `${controlPrefix}close`,
    `${controlPrefix}lock"}`,
  ])('takes %s for nothing', (text) => {
    expect(readText(text)).toEqual({ type: 'other' })
  })

  it('shortens what a device may say', () => {
    const heard = readText(`${controlPrefix}console","msg":"${'x'.repeat(5000)}"}`)
    expect(heard.type === 'console' && heard.message?.length).toBe(500)
  })

  it('never fails on any text', () => {
    const random = seeded(3)
    const pieces = [controlPrefix, 'close', '"', '}', ',', ':', 'exit', '1', '\\u0000', '\\', 'null', '[']
    for (let run = 0; run < 500; run++) {
      const text = Array.from({ length: 8 }, () => pieces[Math.floor(random() * pieces.length)]).join('')
      expect(typeof readText(controlPrefix + text).type).toBe('string')
    }
  })
})
