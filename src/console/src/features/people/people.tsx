import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { UserRow } from '../../api/types'
import { DataGrid, type GridColumn } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { CreateUser } from './create-user'

export function PeoplePage() {
  const { t } = useTranslation('people')
  const { me } = getRouteApi('/shell').useRouteContext()
  const [name, setName] = useState('')
  const [settled] = useDebouncedValue(name.trim(), 200)
  const [creating, setCreating] = useState(false)
  const answer = api.useInfiniteQuery(
    'get',
    '/api/users',
    { params: { query: { name: settled || undefined, take: 200 } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    },
  )
  const columns = useMemo<GridColumn<UserRow>[]>(
    () => [
      {
        id: 'name',
        header: t('column.name'),
        cell: (row) => <strong>{row.id === me.userId ? t('you', { name: row.name }) : row.name}</strong>,
      },
      { id: 'email', header: t('column.email'), cell: (row) => row.email || '-' },
      {
        id: 'role',
        header: t('column.role'),
        width: '11rem',
        cell: (row) => (row.administrator ? t('administrator') : t('person')),
      },
    ],
    [t, me.userId],
  )
  const rows = answer.data?.pages.flatMap((page) => page.rows) ?? []
  const total = answer.data?.pages[0]?.total ?? 0
  return (
    <Page
      fill
      title={t('title')}
      facts={answer.data && t('facts', { count: total })}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
          {t('create.open')}
        </Button>
      }
    >
      {answer.error ? (
        <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <TextInput
          data-query
          aria-label={t('find')}
          placeholder={t('find')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maw="24rem"
        />
      )}
      {answer.isPending && <Pending />}
      {answer.data && rows.length === 0 && <EmptyState title={t('none', { name: settled })} />}
      {rows.length > 0 && (
        <DataGrid
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          total={total}
          hasMore={answer.hasNextPage}
          fetchingMore={answer.isFetchingNextPage}
          onMore={answer.fetchNextPage}
          card={(row) => (
            <div>
              <strong>{row.name}</strong>
              <div className="muted">
                {row.email || '-'} · {row.administrator ? t('administrator') : t('person')}
              </div>
            </div>
          )}
        />
      )}
      {creating && <CreateUser onClose={() => setCreating(false)} />}
    </Page>
  )
}
