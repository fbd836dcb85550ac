import type { Problem } from '../../api/types'

/** Why a terminal is over. */
export type End =
  /** The shell ended; `exit` is its code when the device told it, `message` its own words. */
  | { why: 'exit'; exit: number | null; message?: string | undefined }
  /** This side ended it. */
  | { why: 'left' }
  /** The server said no, with its reason. */
  | { why: 'refused'; problem: Problem }
  /** The device never came to the tunnel. */
  | { why: 'no-answer' }
  /** The connection broke and could not be taken up again in time. */
  | { why: 'lost' }

/** Where a terminal stands; each has words of its own on the page. */
export type State =
  | { name: 'asking' }
  | { name: 'connecting' }
  | { name: 'waiting' }
  | { name: 'open'; recorded: boolean }
  /** Broken; tries again at `retryAt` (ms since 1970), or is trying when that is null. */
  | { name: 'broken'; tries: number; retryAt: number | null }
  | { name: 'over'; end: End }

/** Something the person should know about the output that follows. */
export type Notice =
  /** Output that was produced while the connection was broken and no longer kept (bytes). */
  | { kind: 'lost'; bytes: number }
  /** The same shell goes on, nothing is missing. */
  | { kind: 'resumed' }
  /** The device could not take up the old shell: this is a new one. */
  | { kind: 'fresh' }

/** The agent keeps a shell this long after its tunnel broke (ms, `architecture.md` 13.7). */
export const keptFor = 60_000
/** The device has to come to the tunnel within this time (ms); the server allows 15 s. */
export const patience = 20_000
/** How often the round trip is measured, and the silence after which a connection counts as dead (ms). */
export const measureEvery = 10_000
export const silence = 25_000

/** Wait before try `n` (from 1): at once, then 1, 2, 4, 8 s. */
export const backOff = (n: number) => (n <= 1 ? 0 : Math.min(8_000, 1000 * 2 ** (n - 2)))
