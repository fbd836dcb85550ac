import { Button, Group, SegmentedControl, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { AuditEntry } from '../../api/types'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { loaded, pageByPage } from '../../kit/paged-grid'
import { Pending } from '../../kit/pending'
import { Section } from '../../kit/section'
import { exact } from '../../kit/time'
import { Timeline } from '../../kit/timeline'

type Zoom = 'changes' | 'sessions' | 'all'

/** Which entries each view shows. Views sift what is loaded; the log itself is the server's. */
const shows: Record<Zoom, (entry: AuditEntry) => boolean> = {
  all: () => true,
  changes: (entry) => entry.changes.length > 0,
  sessions: (entry) => entry.category === 'Sessions',
}

/** A device's events, newest first, with what each changed. Stepping shows the device as of an event. */
export default function History({
  deviceId,
  asOf,
  onAsOf,
}: {
  deviceId: string
  asOf: string | undefined
  onAsOf: (at: string) => void
}) {
  const { t } = useTranslation('device')
  const [zoom, setZoom] = useState<Zoom>('all')
  const answer = api.useInfiniteQuery(
    'get',
    '/api/audit',
    { params: { query: { deviceId, to: asOf, take: 100 } } },
    pageByPage,
  )
  if (answer.isPending) return <Pending />
  if (answer.error) return <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
  const all = loaded(answer.data).rows
  const entries = all.filter(shows[zoom])
  const before = asOf ? all.find((entry) => Date.parse(entry.at) < Date.parse(asOf)) : all[1]
  return (
    <Section
      title={t('history.title')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('history.show')}
          value={zoom}
          onChange={(value) => setZoom(value as Zoom)}
          data={[
            { value: 'all', label: t('history.all') },
            { value: 'changes', label: t('history.changes') },
            { value: 'sessions', label: t('history.sessions') },
          ]}
        />
      }
    >
      <Stack gap="md">
        {before && (
          <Group>
            <Button size="xs" variant="default" onClick={() => onAsOf(before.at)}>
              {t('history.step', { at: exact(before.at) })}
            </Button>
          </Group>
        )}
        {entries.length === 0 ? <EmptyState title={t('history.none')} /> : <Timeline entries={entries} />}
        {answer.hasNextPage && (
          <Group>
            <Button
              variant="default"
              loading={answer.isFetchingNextPage}
              onClick={() => void answer.fetchNextPage()}
            >
              {t('history.older')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}
