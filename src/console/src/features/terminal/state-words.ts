import { stateWords } from '../../kit/tunnel/state-words'
import type { State } from '../../kit/tunnel/states'
import { say } from './words'

/** Where the terminal stands, always in words. `now` is ms since 1970. */
export function sayState(state: State, now: number): string {
  if (state.name === 'over' && state.end.why === 'device' && !state.end.message && state.end.exit !== null)
    return say('state.exit', { exit: state.end.exit })
  return stateWords(state, now, (key, values) => say(`state.${key}`, values))
}
