import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { SessionRow } from '../../api/types'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Pending } from '../../kit/pending'
import { Section } from '../../kit/section'
import { SessionLength, SessionState, traffic } from '../../kit/session-words'
import { SimpleTable } from '../../kit/simple-table'
import { When } from '../../kit/when'

/** Who reached this device, newest first. */
export default function DeviceSessions({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation('device')
  const answer = api.useQuery('get', '/api/sessions', { params: { query: { deviceId, take: 100 } } })
  const columns = useMemo(
    () => [
      { header: t('sessions.who'), cell: (row: SessionRow) => row.userName },
      { header: t('sessions.kind'), cell: (row: SessionRow) => row.kind },
      { header: t('sessions.state'), cell: (row: SessionRow) => <SessionState session={row} /> },
      { header: t('sessions.asked'), cell: (row: SessionRow) => <When at={row.requestedAt} /> },
      { header: t('sessions.length'), cell: (row: SessionRow) => <SessionLength session={row} /> },
      { header: t('sessions.traffic'), cell: (row: SessionRow) => traffic(row) },
      { header: t('sessions.why'), cell: (row: SessionRow) => row.why || row.reason || '-' },
    ],
    [t],
  )
  if (answer.isPending) return <Pending />
  if (answer.error) return <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.data.rows.length === 0) return <EmptyState title={t('sessions.none')} />
  return (
    <Section title={t('tab.sessions')}>
      <SimpleTable
        label={t('tab.sessions')}
        columns={columns}
        rows={answer.data.rows}
        rowKey={(row) => row.id}
      />
    </Section>
  )
}
