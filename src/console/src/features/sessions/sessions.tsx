import { Button, SegmentedControl } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { SessionRow } from '../../api/types'
import type { GridColumn } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { Page } from '../../kit/page'
import { loaded, PagedGrid, pageByPage } from '../../kit/paged-grid'
import { SessionLength, SessionState, traffic } from '../../kit/session-words'
import { When } from '../../kit/when'
import { EndSession } from './end-session'

const route = getRouteApi('/shell/sessions')

const places = {
  Desktop: '/devices/$deviceId/desktop',
  Terminal: '/devices/$deviceId/terminal',
  Files: '/devices/$deviceId/files',
} as const

/** While a session runs, its kind leads to where one can join, or open one's own. A port is opened by a program, on no page. */
function Kind({ row }: { row: SessionRow }) {
  const { t } = useTranslation('sessions')
  if (row.kind === 'Tcp') return t('port')
  if (row.endedAt) return row.kind
  return (
    <Link to={places[row.kind]} params={{ deviceId: row.deviceId }}>
      {row.kind}
    </Link>
  )
}

export function SessionsPage() {
  const { t } = useTranslation('sessions')
  const { show, deviceId } = route.useSearch()
  const navigate = useNavigate({ from: '/sessions' })
  const running = show !== 'ended'
  const answer = api.useInfiniteQuery(
    'get',
    '/api/sessions',
    { params: { query: { running, deviceId, take: 200 } } },
    pageByPage,
  )
  const columns = useMemo<GridColumn<SessionRow>[]>(
    () => [
      { id: 'who', header: t('column.who'), cell: (row) => row.userName },
      {
        id: 'device',
        header: t('column.device'),
        cell: (row) => (
          <Link to="/devices/$deviceId" params={{ deviceId: row.deviceId }}>
            {row.deviceName}
          </Link>
        ),
      },
      { id: 'kind', header: t('column.kind'), width: '6rem', cell: (row) => <Kind row={row} /> },
      {
        id: 'state',
        header: t('column.state'),
        width: '8rem',
        cell: (row) => <SessionState session={row} />,
      },
      {
        id: 'asked',
        header: t('column.asked'),
        width: '8.5rem',
        cell: (row) => <When at={row.requestedAt} />,
      },
      {
        id: 'length',
        header: t('column.length'),
        width: '8rem',
        cell: (row) => <SessionLength session={row} />,
      },
      { id: 'traffic', header: t('column.traffic'), width: '10rem', cell: (row) => traffic(row) },
      running
        ? { id: 'end', header: t('column.end'), width: '6rem', cell: (row) => <EndSession session={row} /> }
        : { id: 'why', header: t('column.why'), cell: (row) => row.why || row.reason || '-' },
    ],
    [t, running],
  )
  const { total } = loaded(answer.data)
  return (
    <Page
      fill
      title={t('title')}
      facts={
        answer.data && (
          <span role="status">{running ? t('running', { count: total }) : t('ended', { count: total })}</span>
        )
      }
      actions={
        <>
          {deviceId && (
            <Button
              variant="default"
              onClick={() => void navigate({ search: (known) => ({ ...known, deviceId: undefined }) })}
            >
              {t('allDevices')}
            </Button>
          )}
          <SegmentedControl
            aria-label={t('show')}
            value={running ? 'running' : 'ended'}
            onChange={(value) =>
              void navigate({
                search: (known) => ({ ...known, show: value === 'ended' ? ('ended' as const) : undefined }),
              })
            }
            data={[
              { value: 'running', label: t('tab.running') },
              { value: 'ended', label: t('tab.ended') },
            ]}
          />
        </>
      }
    >
      <PagedGrid
        answer={answer}
        none={
          <EmptyState title={running ? t('noneRunning') : t('noneEnded')}>
            {running ? t('noneHint') : null}
          </EmptyState>
        }
        label={t('title')}
        columns={columns}
        rowKey={(row) => row.id}
        card={(row) => (
          <div>
            <strong>{row.deviceName}</strong> · <SessionState session={row} />
            <div className="muted">
              {row.userName} · {row.kind} · <When at={row.requestedAt} />
            </div>
            {running && <EndSession session={row} />}
          </div>
        )}
      />
    </Page>
  )
}
