import { Button } from '@mantine/core'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { api } from '../../api/client'
import type { JobPage, RunRow } from '../../api/types'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { DataGrid, type GridColumn } from '../../kit/data-grid'
import { ErrorPanel } from '../../kit/error-panel'
import { tell } from '../../kit/notify'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { RunLength, RunState } from '../../kit/run-words'
import { When } from '../../kit/when'
import classes from './jobs.module.css'
import { plain } from './output-text'
import { JobProgress } from './progress'
import { removedWords } from './removed'
import { RunOutput } from './run-output'

const route = getRouteApi('/shell/jobs/$jobId')

/** Outputs are removed by age, which the feed does not tell: each time the page is opened it asks. */
const opened = { refetchOnMount: 'always' } as const

export function JobRoute() {
  const { t } = useTranslation('jobs')
  const { jobId } = route.useParams()
  const answer = api.useQuery('get', '/api/jobs/{jobId}', { params: { path: { jobId } } }, opened)
  if (answer.isPending) return <Pending />
  if (answer.error)
    return (
      <Page title={t('job.title')}>
        <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
        <Link to="/jobs">{t('job.back')}</Link>
      </Page>
    )
  return <OneJob page={answer.data} />
}

/** A job: one row for each device, as it goes on. */
function OneJob({ page }: { page: JobPage }) {
  const { t } = useTranslation('jobs')
  const { run: shown } = route.useSearch()
  const navigate = useNavigate({ from: '/jobs/$jobId' })
  const { job, runs, first } = page
  const columns = useMemo<GridColumn<RunRow>[]>(
    () => [
      { id: 'device', header: t('column.device'), least: 12, cell: (row) => row.deviceName },
      { id: 'state', header: t('column.state'), width: '13rem', cell: (row) => <RunState run={row} /> },
      { id: 'took', header: t('column.took'), width: '7.5rem', cell: (row) => <RunLength run={row} /> },
      {
        id: 'output',
        header: t('column.output'),
        least: 16,
        cell: (row) => (
          <span className={classes.what}>
            {row.why ?? (row.removed ? t('output.gone') : firstLine(first[row.id]))}
          </span>
        ),
      },
    ],
    [t, first],
  )
  const open = runs.find((row) => row.id === shown)
  const removed = runs.find((row) => row.removed)?.removed
  const show = (run: string | undefined) =>
    void navigate({ search: (known) => ({ ...known, run }), replace: true })
  return (
    <Page
      fill
      title={job.what}
      facts={
        <>
          {job.userName} · <When at={job.startedAt} /> ·{' '}
          <Link to="/audit" search={{ jobId: job.id }}>
            {t('job.history')}
          </Link>
          {job.retryOf && (
            <>
              {' '}
              ·{' '}
              <Link to="/jobs/$jobId" params={{ jobId: job.retryOf }}>
                {t('job.retryOf')}
              </Link>
            </>
          )}
          {removed && <div>{removedWords(t, removed)}</div>}
          {job.leftOut > 0 && <div>{t('job.leftOut', { count: job.leftOut })}</div>}
        </>
      }
      actions={<JobActions page={page} />}
    >
      <Command page={page} />
      <JobProgress counts={job.counts} />
      <DataGrid
        label={t('job.runs')}
        columns={columns}
        rows={runs}
        rowKey={(row) => row.id}
        total={runs.length}
        selected={shown ?? null}
        onOpen={(row) => show(row.id)}
        card={(row) => (
          <div>
            <strong>{row.deviceName}</strong> · <RunState run={row} />
            <div className={classes.what}>
              {row.why ?? (row.removed ? t('output.gone') : firstLine(first[row.id]))}
            </div>
          </div>
        )}
      />
      {open && <RunOutput key={open.id} run={open} onClose={() => show(undefined)} />}
    </Page>
  )
}

const firstLine = (text: string | undefined) =>
  plain(text ?? '')
    .trim()
    .split('\n')[0] || ''

/** The whole text, when the heading shows only the beginning of it or joins its lines. */
function Command({ page }: { page: JobPage }) {
  const { text } = JSON.parse(page.arguments) as { text?: unknown }
  if (typeof text !== 'string' || text === page.job.what) return null
  return <pre className={classes.command}>{plain(text)}</pre>
}

function JobActions({ page }: { page: JobPage }) {
  const { t } = useTranslation('jobs')
  const cache = useQueryClient()
  const open = useNavigate()
  const [asked, setAsked] = useState(false)
  const { job, runs } = page
  const params = { path: { jobId: job.id } }
  const cancel = api.useMutation('post', '/api/jobs/{jobId}/cancel', {
    onSuccess: () => {
      tell(t('job.cancelled'))
      setAsked(false)
      void cache.invalidateQueries({ queryKey: ['get', '/api/jobs/{jobId}'] })
    },
  })
  const retry = api.useMutation('post', '/api/jobs/{jobId}/retry', {
    onSuccess: (made) => {
      tell(t('job.retried'))
      void open({ to: '/jobs/$jobId', params: { jobId: made.jobId } })
    },
  })
  const goesOn = runs.some((row) => row.open)
  const wrong = runs.some((row) => !row.open && row.state !== 'Done')
  return (
    <>
      {goesOn && (
        <Button variant="default" onClick={() => setAsked(true)}>
          {t('job.cancel')}
        </Button>
      )}
      {wrong && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ params })}
        >
          {t('job.retry')}
        </Button>
      )}
      <Button
        component="a"
        href={`${base}/api/jobs/${job.id}/results?format=Zip`}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('job.download')}
      </Button>
      {retry.error && <ErrorPanel error={retry.error} />}
      {asked && (
        <ConfirmDanger
          title={t('job.cancelTitle')}
          verb={t('job.cancelVerb')}
          pending={cancel.isPending}
          error={cancel.error}
          onConfirm={() => cancel.mutate({ params })}
          onClose={() => setAsked(false)}
        >
          {t('job.cancelGoes')}
        </ConfirmDanger>
      )}
    </>
  )
}
