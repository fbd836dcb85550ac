import type { Problem } from '../../api/types'

/** Why a session is over. */
export type End =
  /** This side ended it. */
  | { why: 'left' }
  /** The device ended it, with its own words and the exit code of its program where it gave them. */
  | { why: 'device'; message: string | null; exit: number | null }
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
  | { name: 'open'; recorded: boolean }
  /** Broken; tries again at `retryAt` (ms since 1970), or is trying when that is null. */
  | { name: 'broken'; tries: number; retryAt: number | null }
  | { name: 'over'; end: End }

/** Server and agent keep a broken session this long (ms, `architecture.md` 13.7). */
export const keptFor = 60_000
/** The device has to come to the tunnel within this time (ms); the server allows 15 s. */
export const patience = 20_000
/** A tunnel that was open this long (ms) starts the waits anew when it breaks. */
export const heldFor = 2_000

/** Wait before try `n` (from 1): at once, then 1, 2, 4, 8 s. */
export const backOff = (n: number) => (n <= 1 ? 0 : Math.min(8_000, 1000 * 2 ** (n - 2)))
