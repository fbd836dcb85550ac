import type { Problem } from '../../api/types'

/** Why a session is over. */
export type End =
  /** This side ended it. */
  | { why: 'left' }
  /** The device ended it, with its own words where it gave some. */
  | { why: 'device'; message: string | null }
  /** The server said no, with its reason. */
  | { why: 'refused'; problem: Problem }
  /** The device never came to the tunnel. */
  | { why: 'no-answer' }
  /** The connection broke and could not be taken up again in time. */
  | { why: 'lost' }

/** Where a session stands; each has words of its own on the page. */
export type State =
  | { name: 'asking' }
  | { name: 'connecting' }
  | { name: 'waiting' }
  /** The person at the device is asked, and has until then (ms since 1970); `seconds` is what they had at first. */
  | { name: 'person'; until: number; seconds: number }
  /** Joined, and no picture yet. */
  | { name: 'starting' }
  | { name: 'open'; recorded: boolean }
  /** Broken; tries again at `retryAt` (ms since 1970), or is trying when that is null. */
  | { name: 'broken'; tries: number; retryAt: number | null }
  | { name: 'over'; end: End }

/** The server keeps a broken session this long (ms, `architecture.md` 13.7). */
export const keptFor = 60_000
/** The device has to come to the tunnel within this time (ms); the server allows 15 s. */
export const patience = 20_000
/** How often the round trip is measured, and the silence after which a connection counts as dead (ms). */
export const measureEvery = 2_000
export const silence = 15_000

/** Wait before try `n` (from 1): at once, then 1, 2, 4, 8 s. */
export const backOff = (n: number) => (n <= 1 ? 0 : Math.min(8_000, 1000 * 2 ** (n - 2)))
