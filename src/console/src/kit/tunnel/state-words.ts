import type { End, State } from './states'

/** One sentence of a page's catalogue. */
type Word = (key: string, values?: Record<string, number>) => string

/** Where a session stands, always in words: the page's, or those of the device or the server. `now` is ms since 1970. */
export function stateWords(state: State, now: number, word: Word): string {
  switch (state.name) {
    case 'open':
      return word(state.recorded ? 'recorded' : 'open')
    case 'broken':
      return state.retryAt === null
        ? word('rejoining', { tries: state.tries })
        : word('broken', { seconds: secondsTo(state.retryAt, now) })
    case 'over':
      return endWords(state.end, word)
    default:
      return word(state.name)
  }
}

function endWords(end: End, word: Word): string {
  switch (end.why) {
    case 'device':
      return end.message ?? word('ended')
    case 'refused':
      return end.problem.detail || end.problem.title || word('refused')
    case 'no-answer':
      return word('noAnswer')
    default:
      return word(end.why)
  }
}

/** Whole seconds until a moment (both ms since 1970), none when it is over. */
export const secondsTo = (moment: number, now: number) => Math.max(0, Math.ceil((moment - now) / 1000))
