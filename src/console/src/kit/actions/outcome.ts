import { client } from '../../api/http'
import type { Problem, RunPage } from '../../api/types'

const pause = 400

/** Waits until a run is over, and reads what came of it. A server that refuses to say rejects with its problem. */
export async function outcomeOf(runId: string, signal?: AbortSignal): Promise<RunPage> {
  for (;;) {
    const { data, error } = await client.GET('/api/runs/{runId}', {
      params: { path: { runId } },
      signal: signal ?? null,
    })
    if (!data) throw error
    if (!data.run.open) return data
    await new Promise((resolve) => window.setTimeout(resolve, pause))
  }
}

/** The device's answer; a run that did not work out rejects with its reason. */
export async function answerOf<T>(runId: string, otherwise: string, signal?: AbortSignal): Promise<T> {
  const { run, answer } = await outcomeOf(runId, signal)
  if (run.state === 'Done' && answer) return JSON.parse(answer) as T
  const problem: Problem = {
    type: `run.${run.state.toLowerCase()}`,
    title: otherwise,
    detail: run.why ?? otherwise,
    status: 409,
    traceId: '',
  }
  throw problem
}
