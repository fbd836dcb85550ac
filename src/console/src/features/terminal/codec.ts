/** Every control message begins with exactly this (`spec/relay.md` 5); members stand in this order, without blanks. */
export const controlPrefix = '{"ctrlChannel":"102938","type":"'

/** The session kind "terminal as agent", sent as text after the options (`spec/relay.md` 4). */
export const terminalProtocol = '1'

export interface Options {
  cols: number
  rows: number
  /** Path of the shell; absent for the device's own choice. */
  shell?: string | undefined
  /** Bytes of output received so far: asks the agent to go on from there (`architecture.md` 13.7). */
  resume?: number | undefined
}

export function writeOptions({ cols, rows, shell, resume }: Options): string {
  return JSON.stringify({ type: 'options', cols, rows, shell, resume })
}

export function writeControl(
  type: 'termsize' | 'rtt' | 'close' | 'pong',
  fields: Record<string, number> = {},
): string {
  return JSON.stringify({ ctrlChannel: '102938', type, ...fields })
}

/** What a text message of the other side means. Texts that mean nothing to a terminal are `other`. */
export type Heard =
  | { type: 'peer'; recorded: boolean }
  | { type: 'resumed'; from: number; lost: number }
  | { type: 'rtt'; time: number }
  | { type: 'console'; message: string | null }
  /** The person at the device is asked, or has answered. */
  | { type: 'consent'; asking: boolean }
  | { type: 'close'; exit: number | null }
  | { type: 'ping' }
  | { type: 'other' }

/** Longest status text shown, in characters: it comes from the device. */
const longestMessage = 500

export function readText(text: string): Heard {
  if (text === 'c' || text === 'cr') return { type: 'peer', recorded: text === 'cr' }
  if (!text.startsWith(controlPrefix)) return { type: 'other' }
  const message = parse(text)
  switch (message?.type) {
    case 'resumed':
      return isCount(message.from)
        ? { type: 'resumed', from: message.from, lost: isCount(message.lost) ? message.lost : 0 }
        : { type: 'other' }
    case 'rtt':
      return typeof message.time === 'number' ? { type: 'rtt', time: message.time } : { type: 'other' }
    case 'console':
      return {
        type: 'console',
        message: typeof message.msg === 'string' ? message.msg.slice(0, longestMessage) : null,
      }
    case 'consent':
      return { type: 'consent', asking: message.state === 'asked' }
    case 'close':
      return { type: 'close', exit: typeof message.exit === 'number' ? message.exit : null }
    case 'ping':
      return { type: 'ping' }
    default:
      return { type: 'other' }
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}
