import { useNow } from './use-now'

/** Whole seconds left until `until` (ms since 1970); 0 when it is past or absent. */
export function useSecondsLeft(until: number | null | undefined): number {
  const now = useNow(1000)
  return until ? Math.max(0, Math.ceil((until - Math.max(now, Date.now())) / 1000)) : 0
}
