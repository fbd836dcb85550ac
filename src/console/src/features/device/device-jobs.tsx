import { IconPlayerPlay } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage, RunRow } from '../../api/types'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { LinkButton } from '../../kit/link-button'
import { Pending } from '../../kit/pending'
import { RunLength, RunState } from '../../kit/run-words'
import { Section } from '../../kit/section'
import { SimpleTable } from '../../kit/simple-table'
import { bytes } from '../../kit/time'
import { When } from '../../kit/when'

/** What jobs did on this device, newest first. */
export default function DeviceJobs({ page, past }: { page: DevicePage; past: boolean }) {
  const { t } = useTranslation('device')
  const deviceId = page.device.id
  const answer = api.useQuery('get', '/api/devices/{deviceId}/runs', {
    params: { path: { deviceId }, query: { take: 100 } },
  })
  const columns = useMemo(
    () => [
      {
        header: t('jobs.what'),
        cell: (row: RunRow) => (
          <Link to="/jobs/$jobId" params={{ jobId: row.jobId }} search={{ run: row.id }}>
            <code>{row.what}</code>
          </Link>
        ),
      },
      { header: t('jobs.state'), cell: (row: RunRow) => <RunState run={row} /> },
      { header: t('jobs.asked'), cell: (row: RunRow) => <When at={row.requestedAt} /> },
      { header: t('jobs.took'), cell: (row: RunRow) => <RunLength run={row} /> },
      { header: t('jobs.output'), cell: (row: RunRow) => (row.open ? '-' : bytes(row.bytes)) },
    ],
    [t],
  )
  const run = !past && !page.device.retired && page.permissions.includes('commands') && (
    <LinkButton
      to="/jobs/new"
      search={{ deviceId }}
      variant="default"
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
    >
      {t('jobs.run')}
    </LinkButton>
  )
  if (answer.isPending) return <Pending />
  if (answer.error) return <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.data.rows.length === 0) return <EmptyState title={t('jobs.none')} actions={run} />
  return (
    <Section title={t('tab.jobs')} aside={run}>
      <SimpleTable label={t('tab.jobs')} columns={columns} rows={answer.data.rows} rowKey={(row) => row.id} />
    </Section>
  )
}
