import { Button, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { DevicePage } from '../../api/types'
import { describe } from '../../kit/error-panel'
import { Section } from '../../kit/section'
import classes from './device.module.css'
import { EditButtons } from './tag-device'

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
  const aside = editable && notes === null && (
    <Button
      size="compact-sm"
      variant="subtle"
      onClick={() => setNotes(page.notes)}
      aria-label={t('notes.edit')}
    >
      {t('edit')}
    </Button>
  )
  return (
    <Section title={t('notes.title')} aside={aside}>
      {notes === null ? (
        page.notes ? (
          <Text className={classes.notes}>{page.notes}</Text>
        ) : (
          <Text c="dimmed">{t('notes.none')}</Text>
        )
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate({ params: { path: { deviceId } }, body: { notes } })
          }}
        >
          <Textarea
            aria-label={t('notes.title')}
            autosize
            minRows={4}
            maxRows={16}
            value={notes}
            onChange={(event) => setNotes(event.currentTarget.value)}
            error={
              fieldError(save.error, 'notes') ??
              (save.error ? describe(save.error, t('common:error.unreachableHint')) : undefined)
            }
            autoFocus
          />
          <EditButtons pending={save.isPending} onCancel={() => setNotes(null)} />
        </form>
      )}
    </Section>
  )
}
