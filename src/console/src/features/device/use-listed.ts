import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/http'
import { answerOf } from '../../kit/actions/outcome'

const paths = { processes: '/api/jobs/processes', services: '/api/jobs/services' } as const

/** A list that only the device knows: asked when it is looked at, and anew when somebody wants it. */
export function useListed<T>(what: keyof typeof paths, deviceId: string, enabled: boolean) {
  const { t } = useTranslation('device')
  return useQuery({
    queryKey: ['listed', what, deviceId],
    queryFn: async ({ signal }) => {
      const { data, error } = await client.POST(paths[what], { body: { deviceId } })
      if (!data?.runId) throw error
      return answerOf<T>(data.runId, t('listed.failed'), signal)
    },
    enabled,
    retry: false,
    staleTime: 30_000,
    gcTime: 60_000,
  })
}
