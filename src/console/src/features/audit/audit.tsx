import { Button } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import { DataGrid } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Page } from '../../kit/page'
import { loaded, pageByPage } from '../../kit/paged-grid'
import { Pending } from '../../kit/pending'
import { QueryBar } from '../../kit/query-bar'
import classes from './audit.module.css'
import { AuditCard, useAuditColumns } from './audit-columns'
import { AuditFilters } from './audit-filters'
import { ExportMenu } from './export-menu'
import { type Filters, hasFilter } from './filters'

const AuditPanel = lazy(() => import('./audit-panel'))
const route = getRouteApi('/shell/audit')
const keywords = ['kind', 'actor', 'device', 'group', 'outcome', 'field']

/** The log of everything that was done or refused, newest first. Without a filter new entries come in live. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const { event, ...filters } = route.useSearch()
  const navigate = useNavigate({ from: '/audit' })
  const columns = useAuditColumns()
  const answer = api.useInfiniteQuery(
    'get',
    '/api/audit',
    { params: { query: { ...filters, take: 200 } } },
    pageByPage,
  )
  const setFilters = useCallback(
    (change: Filters) => void navigate({ search: (known) => ({ ...known, ...change }), replace: true }),
    [navigate],
  )
  const setQuery = useCallback((q: string) => setFilters({ q: q || undefined }), [setFilters])
  const open = (id: string | undefined) => void navigate({ search: (known) => ({ ...known, event: id }) })
  const clear = () => void navigate({ search: {} })

  const { rows, total } = loaded(answer.data)
  const wrongQuery = fieldError(answer.error, 'q')
  const chosen = rows.find((row) => row.id === event)
  return (
    <Page
      fill
      title={t('title')}
      facts={
        answer.data &&
        (hasFilter(filters) ? t('factsFiltered', { count: total }) : t('facts', { count: total }))
      }
      actions={<ExportMenu filters={filters} />}
    >
      <QueryBar
        label={t('query')}
        placeholder={t('placeholder')}
        value={filters.q ?? ''}
        onChange={setQuery}
        keywords={keywords}
        error={wrongQuery}
      />
      <AuditFilters filters={filters} onChange={setFilters} onClear={clear} />
      {answer.isPending && <Pending />}
      {answer.error && !wrongQuery && (
        <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
      )}
      {answer.data && rows.length === 0 && (
        <EmptyState
          title={t('none')}
          actions={
            hasFilter(filters) && (
              <Button variant="default" onClick={clear}>
                {t('clear')}
              </Button>
            )
          }
        />
      )}
      {rows.length > 0 && (
        <div className={classes.body}>
          <DataGrid
            label={t('title')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            total={total}
            selected={event ?? null}
            onOpen={(row) => open(row.id)}
            hasMore={answer.hasNextPage}
            fetchingMore={answer.isFetchingNextPage}
            onMore={answer.fetchNextPage}
            card={(row) => <AuditCard entry={row} />}
          />
        </div>
      )}
      <Suspense>{chosen && <AuditPanel entry={chosen} onClose={() => open(undefined)} />}</Suspense>
    </Page>
  )
}
