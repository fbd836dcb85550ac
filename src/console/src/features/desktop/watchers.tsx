import { Badge } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'

/** Everybody who has a desktop session on this device now, oneself included; told anew as they come and go. */
export function Watchers({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation('desktop')
  const answer = api.useQuery('get', '/api/sessions', {
    params: { query: { running: true, deviceId, take: 100 } },
  })
  const names = (answer.data?.rows ?? [])
    .filter((row) => row.kind === 'Desktop' && row.state === 'Open')
    .map((row) => row.userName)
  if (names.length === 0) return null
  const who = [...new Set(names)].sort((a, b) => a.localeCompare(b))
  const words = who.map((name) => {
    const count = names.filter((each) => each === name).length
    return count > 1 ? t('watchers.times', { name, count }) : name
  })
  return (
    <Badge
      variant="light"
      size="lg"
      tt="none"
      fw={400}
      leftSection={<IconEye size={14} aria-hidden />}
      role="status"
      aria-label={t('watchers.label', { who: words.join(', ') })}
      title={t('watchers.label', { who: words.join(', ') })}
    >
      {words.join(', ')}
    </Badge>
  )
}
