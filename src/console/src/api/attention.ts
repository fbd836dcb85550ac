import { client } from './http'
import { touches } from './touches'

/**
 * Who writes for long without asking for anything is here all the same: the server is told, so that the
 * sign-in does not end under their hands. Returns what stops it.
 */
export function tellAttention(idleMinutes: number): () => void {
  const every = Math.min(5 * 60_000, (idleMinutes * 60_000) / 4)
  const timer = setInterval(() => {
    if (touches.attended(every) && !touches.told(every)) void client.GET('/api/me')
  }, every)
  return () => clearInterval(timer)
}
