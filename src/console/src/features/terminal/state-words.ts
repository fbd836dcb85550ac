import type { State } from './states'
import { say } from './words'

/** Where the terminal stands, always in words. `now` is ms since 1970. */
export function sayState(state: State, now: number): string {
  switch (state.name) {
    case 'asking':
      return say('state.asking')
    case 'connecting':
      return say('state.connecting')
    case 'waiting':
      return say('state.waiting')
    case 'open':
      return state.recorded ? say('state.recorded') : say('state.open')
    case 'broken':
      return state.retryAt === null
        ? say('state.rejoining', { tries: state.tries })
        : say('state.broken', { seconds: Math.max(0, Math.ceil((state.retryAt - now) / 1000)) })
    case 'over':
      break
  }
  const { end } = state
  switch (end.why) {
    case 'exit':
      if (end.message) return end.message
      return end.exit === null ? say('over.ended') : say('over.exit', { exit: end.exit })
    case 'left':
      return say('over.left')
    case 'refused':
      return end.problem.detail || end.problem.title || say('over.refused')
    case 'no-answer':
      return say('over.noAnswer')
    case 'lost':
      return say('over.lost')
  }
}
