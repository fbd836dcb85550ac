import { IconPlayerPlay } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { JobRow } from '../../api/types'
import type { GridColumn } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { LinkButton } from '../../kit/link-button'
import { Page } from '../../kit/page'
import { loaded, PagedGrid, pageByPage } from '../../kit/paged-grid'
import { When } from '../../kit/when'
import classes from './jobs.module.css'
import { JobProgress } from './progress'

/** What was asked of devices, newest first. */
export function JobsPage() {
  const { t } = useTranslation('jobs')
  const open = useNavigate()
  const answer = api.useInfiniteQuery('get', '/api/jobs', { params: { query: { take: 200 } } }, pageByPage)
  const columns = useMemo<GridColumn<JobRow>[]>(
    () => [
      {
        id: 'what',
        header: t('column.what'),
        least: 16,
        cell: (row) => (
          <Link to="/jobs/$jobId" params={{ jobId: row.id }} className={classes.what}>
            {row.what}
          </Link>
        ),
      },
      { id: 'who', header: t('column.who'), width: '9rem', cell: (row) => row.userName },
      {
        id: 'started',
        header: t('column.started'),
        width: '8.5rem',
        cell: (row) => <When at={row.startedAt} />,
      },
      {
        id: 'devices',
        header: t('column.devices'),
        width: '6rem',
        align: 'end',
        cell: (row) => row.devices,
      },
      {
        id: 'progress',
        header: t('column.progress'),
        width: '19.5rem',
        cell: (row) => <JobProgress counts={row.counts} />,
      },
    ],
    [t],
  )
  const { total } = loaded(answer.data)
  const run = (
    <LinkButton to="/jobs/new" leftSection={<IconPlayerPlay size={16} aria-hidden />}>
      {t('run')}
    </LinkButton>
  )
  return (
    <Page
      fill
      title={t('title')}
      facts={answer.data && <span role="status">{t('facts', { count: total })}</span>}
      actions={run}
    >
      <PagedGrid
        answer={answer}
        none={
          <EmptyState title={t('none')} actions={run}>
            {t('noneHint')}
          </EmptyState>
        }
        label={t('title')}
        columns={columns}
        rowKey={(row) => row.id}
        onOpen={(row) => void open({ to: '/jobs/$jobId', params: { jobId: row.id } })}
        card={(row) => (
          <div>
            <div className={classes.what}>{row.what}</div>
            <div className="muted">
              {row.userName} · <When at={row.startedAt} />
            </div>
            <JobProgress counts={row.counts} />
          </div>
        )}
      />
    </Page>
  )
}
