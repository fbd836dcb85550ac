import { Select, TagsInput, Text, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DeviceRow } from '../../api/types'
import { ManyDialog } from './many-dialog'

export interface ManyProps {
  /** Those on which the person may do it. */
  rows: readonly DeviceRow[]
  mayNot: number
  onClose: () => void
}

/** The tags a device has afterwards; those it had keep their writing. */
export function tagged(tags: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  const low = (all: readonly string[]) => new Set(all.map((tag) => tag.toLowerCase()))
  const [had, gone] = [low(tags), low(remove)]
  return [...tags, ...add.filter((tag) => !had.has(tag.toLowerCase()))].filter(
    (tag) => !gone.has(tag.toLowerCase()),
  )
}

/** Adds tags to all and takes tags away; every device keeps its other ones. */
export function TagMany({ rows, ...rest }: ManyProps) {
  const { t } = useTranslation('devices')
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const known = useMemo(() => [...new Set(rows.flatMap((row) => row.tags))].sort(), [rows])
  const save = api.useMutation('put', '/api/devices/{deviceId}/tags')
  return (
    <ManyDialog
      {...rest}
      rows={rows}
      title={t('tag.title', { count: rows.length })}
      verb={t('tag.verb')}
      ready={add.length + remove.length > 0}
      act={async (row) => {
        const tags = tagged(row.tags, add, remove)
        await save.mutateAsync({ params: { path: { deviceId: row.id } }, body: { tags } })
      }}
      done={t('tag.done', { count: rows.length })}
    >
      <TagsInput
        label={t('tag.add')}
        description={t('tag.hint')}
        value={add}
        onChange={setAdd}
        acceptValueOnBlur
        data-autofocus
      />
      <TagsInput label={t('tag.remove')} data={known} value={remove} onChange={setRemove} acceptValueOnBlur />
    </ManyDialog>
  )
}

export function MoveMany({ rows, ...rest }: ManyProps) {
  const { t } = useTranslation('devices')
  const [groupId, setGroupId] = useState<string | null>(null)
  const groups = api.useQuery('get', '/api/groups', { params: { query: { take: 500 } } })
  const move = api.useMutation('put', '/api/devices/{deviceId}/group')
  const all = groups.data?.rows ?? []
  return (
    <ManyDialog
      {...rest}
      rows={rows}
      title={t('move.title', { count: rows.length })}
      verb={t('move.verb')}
      ready={groupId !== null}
      act={async (row) => {
        if (groupId) await move.mutateAsync({ params: { path: { deviceId: row.id } }, body: { groupId } })
      }}
      done={t('move.done', {
        count: rows.length,
        group: all.find((group) => group.id === groupId)?.name ?? '',
      })}
    >
      <Select
        label={t('move.group')}
        description={t('move.hint')}
        data={all.map((group) => ({ value: group.id, label: group.name }))}
        value={groupId}
        onChange={setGroupId}
        searchable
        required
        withAsterisk={false}
        data-autofocus
      />
    </ManyDialog>
  )
}

export function RetireMany({ rows, ...rest }: ManyProps) {
  const { t } = useTranslation('devices')
  const [reason, setReason] = useState('')
  const retire = api.useMutation('delete', '/api/devices/{deviceId}')
  return (
    <ManyDialog
      {...rest}
      rows={rows}
      danger
      title={t('retire.title', { count: rows.length })}
      verb={t('retire.verb')}
      act={async (row) => {
        const query = { reason: reason.trim() || undefined }
        await retire.mutateAsync({ params: { path: { deviceId: row.id }, query } })
      }}
      done={t('retire.done', { count: rows.length })}
    >
      <Text>{t('retire.goes')}</Text>
      <Text>{t('retire.stays')}</Text>
      <TextInput
        label={t('retire.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ManyDialog>
  )
}
