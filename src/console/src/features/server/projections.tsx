import { Button, Group, Progress, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { ProjectionRow } from '../../api/types'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { tellProblem } from '../../kit/error-panel'
import { tell } from '../../kit/notify'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { Mark, type MarkKind } from '../../kit/status-mark'
import { duration } from '../../kit/time'
import classes from './server.module.css'

const looks: Record<ProjectionRow['state'], { shape: string; kind: MarkKind }> = {
  Running: { shape: '●', kind: 'ok' },
  Paused: { shape: '▲', kind: 'bad' },
  Rebuilding: { shape: '◌', kind: 'info' },
}

/** Positions are not part of the live feed: while the page is open it asks this often (ms). */
const every = 3_000

/** Views and how far they have followed the log. One that met a broken event waits here for its repair. */
export function Projections() {
  const { t, i18n } = useTranslation('server')
  const cache = useQueryClient()
  const [rebuilding, setRebuilding] = useState<ProjectionRow | null>(null)
  const answer = api.useQuery('get', '/api/server/projections', undefined, { refetchInterval: every })
  const refresh = () => cache.invalidateQueries({ queryKey: ['get', '/api/server/projections'] })
  const resume = api.useMutation('post', '/api/server/projections/{name}/resume', {
    onSuccess: (_, { params }) => {
      tell(t('resume.done', { name: params.path.name }))
      void refresh()
    },
    onError: tellProblem,
  })
  const rebuild = api.useMutation('post', '/api/server/projections/{name}/rebuild', {
    onSuccess: () => {
      setRebuilding(null)
      void refresh()
    },
  })
  const number = new Intl.NumberFormat(i18n.language)
  const columns = [
    { header: t('column.name'), cell: (row: ProjectionRow) => <strong>{row.name}</strong> },
    { header: t('column.state'), cell: (row: ProjectionRow) => <State row={row} /> },
    { header: t('column.position'), cell: (row: ProjectionRow) => number.format(row.position) },
    {
      header: t('column.behind'),
      cell: (row: ProjectionRow) => (row.behind === 0 ? t('upToDate') : t('behind', { count: row.behind })),
    },
    {
      header: t('column.rate'),
      cell: (row: ProjectionRow) => t('rate', { rate: number.format(Math.round(row.rate)) }),
    },
    {
      header: t('column.actions'),
      hideHeader: true,
      cell: (row: ProjectionRow) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {row.state === 'Paused' && (
            <Button
              size="compact-xs"
              aria-label={t('resume.one', { name: row.name })}
              onClick={() => resume.mutate({ params: { path: { name: row.name } } })}
            >
              {t('resume.verb')}
            </Button>
          )}
          {row.rebuildable && row.state !== 'Rebuilding' && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('rebuild.one', { name: row.name })}
              onClick={() => setRebuilding(row)}
            >
              {t('rebuild.verb')}
            </Button>
          )}
        </Group>
      ),
    },
  ]
  return (
    <Section
      title={t('projections')}
      aside={
        answer.data && (
          <Text size="sm" c="dimmed">
            {t('highWater', { sequence: number.format(answer.data.highWater) })}
          </Text>
        )
      }
    >
      <ShortList label={t('projections')} answer={answer} columns={columns} rowKey={(row) => row.name} />
      {answer.data?.rows.map((row) => row.error && <Failure key={row.name} row={row} error={row.error} />)}
      {rebuilding && (
        <ConfirmDanger
          title={t('rebuild.title', { name: rebuilding.name })}
          verb={t('rebuild.verb')}
          pending={rebuild.isPending}
          error={rebuild.error}
          onConfirm={() => rebuild.mutate({ params: { path: { name: rebuilding.name } } })}
          onClose={() => setRebuilding(null)}
        >
          {t('rebuild.goes', { count: answer.data?.highWater ?? 0 })}
        </ConfirmDanger>
      )}
    </Section>
  )
}

function State({ row }: { row: ProjectionRow }) {
  const { t } = useTranslation('server')
  const percent = Math.round((row.progress ?? 0) * 100)
  return (
    <>
      <Mark {...looks[row.state]} words={t(`state.${row.state}`)} />
      {row.state === 'Rebuilding' && (
        <>
          <Progress value={percent} aria-label={t('progress', { name: row.name })} mt={4} />
          <Text size="xs" c="dimmed">
            {row.etaSeconds === null
              ? `${percent} %`
              : t('left', { percent, time: duration(row.etaSeconds * 1000) })}
          </Text>
        </>
      )}
    </>
  )
}

function Failure({ row, error }: { row: ProjectionRow; error: NonNullable<ProjectionRow['error']> }) {
  const { t } = useTranslation('server')
  return (
    <div className={classes.failure} role="alert">
      <strong>{t('failure', { name: row.name, sequence: error.sequence, type: error.type })}</strong>
      <p>{error.message}</p>
      <p className="muted">{t('failureHint')}</p>
    </div>
  )
}
