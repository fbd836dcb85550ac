import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupRow } from '../../api/types'
import { DataGrid, type GridColumn } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { CreateGroup } from './create-group'

export function GroupsPage() {
  const { t } = useTranslation('groups')
  const { me } = getRouteApi('/shell').useRouteContext()
  const navigate = useNavigate()
  const [creating, setCreating] = useState(false)
  const answer = api.useQuery('get', '/api/groups', { params: { query: { take: 500 } } })
  const columns = useMemo<GridColumn<GroupRow>[]>(
    () => [
      { id: 'name', header: t('column.name'), cell: (row) => <strong>{row.name}</strong> },
      { id: 'description', header: t('column.description'), cell: (row) => row.description || '-' },
      { id: 'devices', header: t('column.devices'), width: '7rem', align: 'end', cell: (row) => row.devices },
    ],
    [t],
  )
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('create.open')}
    </Button>
  )
  return (
    <Page
      fill
      title={t('title')}
      facts={answer.data && t('facts', { count: answer.data.total })}
      actions={me.administrator && create}
    >
      {answer.isPending && <Pending />}
      {answer.error && <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && answer.data.rows.length === 0 && (
        <EmptyState title={t('none')} actions={me.administrator && create}>
          {t('noneHint')}
        </EmptyState>
      )}
      {answer.data && answer.data.rows.length > 0 && (
        <DataGrid
          label={t('title')}
          columns={columns}
          rows={answer.data.rows}
          rowKey={(row) => row.id}
          total={answer.data.total}
          onOpen={(row) => void navigate({ to: '/groups/$groupId', params: { groupId: row.id } })}
          card={(row) => (
            <>
              <strong>{row.name}</strong>
              <div className="muted">{t('devices', { count: row.devices })}</div>
              {row.description && <div className="muted">{row.description}</div>}
            </>
          )}
        />
      )}
      {creating && <CreateGroup onClose={() => setCreating(false)} />}
    </Page>
  )
}
