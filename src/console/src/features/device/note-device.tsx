import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { later } from '../../kit/later'
import classes from './device.module.css'
import { EditInPlace } from './edit-in-place'

const NoteField = later(() => import('./note-field'))

/** Notes are shown as text, never as markup: whoever wrote them does not choose what the page does. */
export function NoteDevice({ page, editable }: { page: DevicePage; editable: boolean }) {
  const { t } = useTranslation('device')
  const cache = useQueryClient()
  const [notes, setNotes] = useState<string | null>(null)
  const deviceId = page.device.id
  const save = api.useMutation('put', '/api/devices/{deviceId}/notes', {
    onSuccess: (_, { body }) => {
      // Notes are not part of the row that the feed sends.
      const { queryKey } = api.queryOptions('get', '/api/devices/{deviceId}', {
        params: { path: { deviceId }, query: { asOf: undefined } },
      })
      cache.setQueryData(
        queryKey,
        (known: DevicePage | undefined) => known && { ...known, notes: body.notes },
      )
      setNotes(null)
    },
  })
  return (
    <EditInPlace
      title={t('notes.title')}
      edit={t('notes.edit')}
      onEdit={editable ? () => setNotes(page.notes) : undefined}
      onNear={NoteField.fetch}
      name="notes"
      field={
        notes === null
          ? null
          : (error) => (
              <NoteField
                aria-label={t('notes.title')}
                autosize
                minRows={4}
                maxRows={16}
                value={notes}
                onChange={(event) => setNotes(event.currentTarget.value)}
                error={error}
                autoFocus
              />
            )
      }
      pending={save.isPending}
      error={save.error}
      onSave={() => notes !== null && save.mutate({ params: { path: { deviceId } }, body: { notes } })}
      onCancel={() => setNotes(null)}
    >
      {page.notes ? (
        <Text className={classes.notes}>{page.notes}</Text>
      ) : (
        <Text c="dimmed">{t('notes.none')}</Text>
      )}
    </EditInPlace>
  )
}
