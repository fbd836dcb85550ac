import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { UserRow } from '../../api/types'
import type { GridColumn } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { later } from '../../kit/later'
import { Page } from '../../kit/page'
import { loaded, PagedGrid, pageByPage } from '../../kit/paged-grid'

const CreateUser = later(() => import('./create-user'))

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
    { ...pageByPage, placeholderData: keepPreviousData },
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
  const { total } = loaded(answer.data)
  return (
    <Page
      fill
      title={t('title')}
      facts={answer.data && t('facts', { count: total })}
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setCreating(true)}
          onPointerEnter={CreateUser.fetch}
          onFocus={CreateUser.fetch}
        >
          {t('create.open')}
        </Button>
      }
    >
      {!answer.error && (
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
      <PagedGrid
        answer={answer}
        none={<EmptyState title={t('none', { name: settled })} />}
        label={t('title')}
        columns={columns}
        rowKey={(row) => row.id}
        card={(row) => (
          <div>
            <strong>{row.name}</strong>
            <div className="muted">
              {row.email || '-'} · {row.administrator ? t('administrator') : t('person')}
            </div>
          </div>
        )}
      />
      <Suspense>{creating && <CreateUser onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  )
}
