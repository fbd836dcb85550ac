import { useState } from 'react'
import { client } from '../../api/http'
import type { DeviceList, DeviceRow } from '../../api/types'
import { mostDevices } from '../../kit/actions/targets'

const take = 500

/** Fetches all that a search finds, as many as can be chosen. */
export function useAllDevices(q: string) {
  const [answers, setAnswers] = useState<readonly Pick<DeviceList, 'may'>[]>([])
  const [fetching, setFetching] = useState(false)
  const fetch = async (): Promise<readonly DeviceRow[]> => {
    setFetching(true)
    try {
      const pages: DeviceList[] = []
      let after: string | undefined
      do {
        const query = { q: q || undefined, sort: 'name', after, take }
        const { data, error } = await client.GET('/api/devices', { params: { query } })
        if (!data) throw error
        pages.push(data)
        after = data.next ?? undefined
      } while (after !== undefined && pages.length * take < mostDevices)
      setAnswers(pages)
      return pages.flatMap((page) => page.rows).slice(0, mostDevices)
    } finally {
      setFetching(false)
    }
  }
  return { answers, fetching, fetch }
}
