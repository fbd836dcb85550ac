import type { Problem } from './types'

/** True for what the server (or `asProblem`) says when it refuses; false for a broken connection. */
export function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && typeof (error as Problem).status === 'number'
}

/** The HTTP status of a refusal, or 0 when the server could not be reached. */
export function statusOf(error: unknown): number {
  return isProblem(error) ? error.status : 0
}

/** The first message for a form field, as the server worded it. */
export function fieldError(error: unknown, field: string): string | undefined {
  return isProblem(error) ? error.errors?.[field]?.[0] : undefined
}

/** Seconds of a `Retry-After` header, which may be a number or a date (RFC 9110 10.2.3). */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds))
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}

/** Any unsuccessful answer as RFC 9457, so that pages deal with one shape; proxies answer in HTML. */
export async function asProblem(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: 'http',
    title: response.statusText,
    status: response.status,
    detail: '',
    traceId: '',
  }
  let problem = fallback
  if (response.headers.get('Content-Type')?.includes('json')) {
    const body: unknown = await response.json().catch(() => null)
    if (typeof body === 'object' && body !== null) problem = { ...fallback, ...body, status: response.status }
  }
  const wait = retryAfter(response.headers.get('Retry-After'), Date.now())
  return wait === undefined ? problem : { ...problem, retryAfter: wait }
}
