import type { QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { base } from '../base'
import { wires } from '../http'
import { applyFeed } from './apply'
import type { FeedEvent } from './events'
import { Feed, type FeedState } from './feed'

/** Lists that the feed cannot mend row by row are asked again, but no more often than this (ms). */
const refetchEvery = 3_000
/** How long a command waits to see its own fact arrive (ms). */
const ownFact = 2_000

/** The feed, and those who want to hear each burst besides the cache (waiting lists, live tails). */
export class LiveFeed {
  readonly feed: Feed
  #stale = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #hearers = new Set<(event: FeedEvent) => void>()

  constructor(
    private readonly cache: QueryClient,
    onSignedOut: (code: string) => void,
  ) {
    this.feed = new Feed({
      open: (last, signal) =>
        fetch(`${base}/api/live`, {
          headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
          cache: 'no-store',
          signal,
        }),
      onBurst: (burst) => this.#take(burst),
      onSignedOut,
    })
  }

  start(): void {
    wires.onSequence = (sequence) => void this.#settle(sequence)
    this.feed.start()
  }

  stop(): void {
    wires.onSequence = () => undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.feed.stop()
  }

  hear(hearer: (event: FeedEvent) => void): () => void {
    this.#hearers.add(hearer)
    return () => this.#hearers.delete(hearer)
  }

  #take(burst: FeedEvent[]): void {
    for (const path of applyFeed(this.cache, burst)) this.#stale.add(path)
    for (const event of burst) for (const hearer of this.#hearers) hearer(event)
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => this.#refetch(), refetchEvery)
  }

  #refetch(): void {
    this.#timer = undefined
    const stale = this.#stale
    this.#stale = new Set()
    void this.cache.invalidateQueries({
      predicate: ({ queryKey }) =>
        typeof queryKey[1] === 'string' &&
        (stale.has('*') ? queryKey[1].startsWith('/api/') : stale.has(queryKey[1])),
    })
  }

  /** A command was answered: if its fact does not come by the feed in time, the lists are asked. */
  async #settle(sequence: number): Promise<void> {
    if (await this.feed.passed(sequence, ownFact)) return
    this.#stale.add('*')
    this.#refetch()
  }
}

export const LiveContext = createContext<LiveFeed | null>(null)

const silent: FeedState = { phase: 'Connecting', retryAt: null, heardAt: null }

export function useFeedState(): FeedState {
  const live = useContext(LiveContext)
  return useSyncExternalStore(
    live?.feed.subscribe ?? (() => () => undefined),
    () => live?.feed.state ?? silent,
  )
}

export function useLive(): LiveFeed | null {
  return useContext(LiveContext)
}
