import { QueryClient } from '@tanstack/react-query'
import { statusOf } from './problem'

/** A refusal is an answer; only a lost connection or a failing server is worth another try. */
function worthRetrying(count: number, error: unknown): boolean {
  const status = statusOf(error)
  return count < 2 && (status === 0 || status >= 502)
}

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The live feed keeps rows current; age alone is no reason to ask again.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: worthRetrying,
    },
    mutations: { retry: false },
  },
})
