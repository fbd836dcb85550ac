import { api } from './client'
import { wires } from './http'
import { queries } from './queries'
import type { Me } from './types'

const question = () => api.queryOptions('get', '/api/me')

/** Who is signed in; throws a problem with status 401 when nobody is. */
export async function loadMe(): Promise<Me> {
  const me = await queries.ensureQueryData({ ...question(), staleTime: Number.POSITIVE_INFINITY })
  wires.csrf = me.csrf
  return me
}

/** Takes over a fresh login. What another person's login had fetched is not shown to this one. */
export function takeMe(me: Me): void {
  const before = queries.getQueryData<Me>(question().queryKey)
  if (before && before.userId !== me.userId) queries.clear()
  wires.csrf = me.csrf
  queries.setQueryData(question().queryKey, me)
}

/** Forgets the login and all it could see. */
export function forgetMe(): void {
  wires.csrf = ''
  queries.clear()
}
