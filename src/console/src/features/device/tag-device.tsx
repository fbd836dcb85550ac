import { Group, Pill, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DeviceRow } from '../../api/types'
import { later } from '../../kit/later'
import { EditInPlace } from './edit-in-place'

const TagField = later(() => import('./tag-field'))

/** Tags in place: shown as pills, edited as a list. */
export function TagDevice({ device, editable }: { device: DeviceRow; editable: boolean }) {
  const { t } = useTranslation('device')
  const [tags, setTags] = useState<string[] | null>(null)
  const save = api.useMutation('put', '/api/devices/{deviceId}/tags', { onSuccess: () => setTags(null) })
  return (
    <EditInPlace
      title={t('tags.title')}
      edit={t('tags.edit')}
      onEdit={editable ? () => setTags(device.tags) : undefined}
      onNear={TagField.fetch}
      name="tags"
      field={
        tags &&
        ((error) => (
          <TagField
            aria-label={t('tags.title')}
            description={t('tags.hint')}
            value={tags}
            onChange={setTags}
            error={error}
            acceptValueOnBlur
            autoFocus
          />
        ))
      }
      pending={save.isPending}
      error={save.error}
      onSave={() => tags && save.mutate({ params: { path: { deviceId: device.id } }, body: { tags } })}
      onCancel={() => setTags(null)}
    >
      <Group gap="xs">
        {device.tags.map((tag) => (
          <Pill key={tag}>{tag}</Pill>
        ))}
        {device.tags.length === 0 && <Text c="dimmed">{t('tags.none')}</Text>}
      </Group>
    </EditInPlace>
  )
}
