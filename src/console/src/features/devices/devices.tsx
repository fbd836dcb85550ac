import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFilter, IconPlus } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { DeviceRow } from '../../api/types'
import { mostDevices } from '../../kit/actions/targets'
import { useChoice } from '../../kit/choice'
import { DataGrid } from '../../kit/data-grid'
import { describe, ErrorPanel } from '../../kit/error-panel'
import { LinkButton } from '../../kit/link-button'
import { tellFailure } from '../../kit/notify'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { QueryBar } from '../../kit/query-bar'
import { toggleTerm } from '../../kit/query-terms'
import { PastStrip, TimeControl } from '../../kit/time-control'
import { useAllDevices } from './all-devices'
import { ColumnMenu, useHiddenColumns } from './column-menu'
import { DeviceCard, useDeviceColumns } from './device-columns'
import classes from './devices.module.css'
import { Facets } from './facets'
import { ManyActions } from './many-actions'
import { useMay } from './may'
import { NoDevices } from './no-devices'
import { CardLinks } from './row-links'

const ChosenBar = lazy(() => import('./chosen-bar'))
const FacetDrawer = lazy(() => import('./facet-drawer'))
const route = getRouteApi('/shell/devices')
const keywords = ['name', 'group', 'tag', 'status', 'os', 'ip', 'user', 'agent', 'id']
const keyOf = (row: DeviceRow) => row.id

export function DevicesPage() {
  const { t } = useTranslation('devices')
  const { q = '', sort = 'name', asOf } = route.useSearch()
  const navigate = useNavigate({ from: '/devices' })
  const open = useNavigate()
  const [hidden, setHidden] = useHiddenColumns()
  const [drawer, setDrawer] = useState(false)
  const wide = useMediaQuery('(min-width: 80em)', true, { getInitialValueInEffect: false })
  const list = api.useInfiniteQuery(
    'get',
    '/api/devices',
    { params: { query: { q: q || undefined, sort, asOf, take: 200 } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
      staleTime: asOf ? Number.POSITIVE_INFINITY : undefined,
    },
  )
  const setQuery = useCallback(
    (query: string) =>
      void navigate({ search: (known) => ({ ...known, q: query || undefined }), replace: true }),
    [navigate],
  )
  const setAsOf = (moment: string | undefined) =>
    void navigate({ search: (known) => ({ ...known, asOf: moment }) })

  const first = list.data?.pages[0]
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const whole = list.isSuccess && !list.hasNextPage && !list.isFetching
  const choice = useChoice(`${q} ${asOf}`, rows, keyOf, mostDevices, whole)
  const all = useAllDevices(q)
  const may = useMay(useMemo(() => [...(list.data?.pages ?? []), ...all.answers], [list.data, all.answers]))
  const columns = useDeviceColumns(asOf ? null : may)
  const total = first?.total ?? 0
  const wrongQuery = fieldError(list.error, 'q')
  const facets = first && (
    <Facets facets={first.facets} query={q} onToggle={(key, value) => setQuery(toggleTerm(q, key, value))} />
  )

  return (
    <Page
      fill
      title={t('title')}
      facts={
        first && (
          <span role="status">{t('facts', { count: first.total, online: first.facets.status.online })}</span>
        )
      }
      actions={
        <>
          <TimeControl asOf={asOf} onChange={setAsOf} />
          {!asOf && rows.length > 0 && choice.rows.length === 0 && <ManyActions q={q} count={total} />}
          <LinkButton to="/devices/add" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('add')}
          </LinkButton>
        </>
      }
    >
      {asOf && <PastStrip asOf={first?.asOf?.at ?? asOf} onLive={() => setAsOf(undefined)} />}
      <div className={classes.bar}>
        <div className={classes.query}>
          <QueryBar
            label={t('query')}
            placeholder={t('placeholder')}
            value={q}
            onChange={setQuery}
            keywords={keywords}
            error={wrongQuery}
          />
        </div>
        {!wide && facets && (
          <Button
            variant="default"
            leftSection={<IconFilter size={16} aria-hidden />}
            onClick={() => setDrawer(true)}
          >
            {t('filters')}
          </Button>
        )}
        <ColumnMenu columns={columns} hidden={hidden} onChange={setHidden} />
      </div>
      {list.error && !wrongQuery && <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Pending />}
      {first && (
        <div className={classes.body}>
          {wide && <aside className={classes.facets}>{facets}</aside>}
          {rows.length === 0 ? (
            <NoDevices query={q} past={asOf !== undefined} onQuery={setQuery} />
          ) : (
            <DataGrid<DeviceRow>
              label={t('title')}
              columns={columns}
              hidden={hidden}
              rows={rows}
              rowKey={keyOf}
              total={first.total}
              sort={sort}
              onSort={(by) =>
                void navigate({ search: (known) => ({ ...known, sort: by as typeof sort }), replace: true })
              }
              onOpen={(row) =>
                void open({
                  to: '/devices/$deviceId',
                  params: { deviceId: row.id },
                  search: asOf ? { asOf } : {},
                })
              }
              hasMore={list.hasNextPage}
              fetchingMore={list.isFetchingNextPage}
              onMore={list.fetchNextPage}
              card={(row) => <DeviceCard device={row} />}
              {...(asOf
                ? {}
                : {
                    cardAside: (row) => <CardLinks device={row} may={may} />,
                    choice: {
                      ...choice,
                      label: t('choose.all'),
                      labelOf: (row) => t('choose.row', { name: row.name }),
                    },
                  })}
            />
          )}
        </div>
      )}
      {!asOf && choice.rows.length > 0 && (
        <Suspense>
          <ChosenBar
            choice={choice}
            may={may}
            total={total}
            wide={wide}
            fetching={all.fetching}
            onAll={
              choice.rows.length < Math.min(total, mostDevices)
                ? () =>
                    void all
                      .fetch()
                      .then(choice.put, (error) =>
                        tellFailure(describe(error, t('common:error.unreachableHint'))),
                      )
                : undefined
            }
          />
        </Suspense>
      )}
      {drawer && !wide && (
        <Suspense>
          <FacetDrawer onClose={() => setDrawer(false)}>{facets}</FacetDrawer>
        </Suspense>
      )}
    </Page>
  )
}
