import { Button, Group, Pill, TagsInput, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { DeviceRow } from '../../api/types'
import { describe } from '../../kit/error-panel'
import { Section } from '../../kit/section'

/** Tags in place: shown as pills, edited as a list. */
export function TagDevice({ device, editable }: { device: DeviceRow; editable: boolean }) {
  const { t } = useTranslation('device')
  const [tags, setTags] = useState<string[] | null>(null)
  const save = api.useMutation('put', '/api/devices/{deviceId}/tags', { onSuccess: () => setTags(null) })
  const aside = editable && tags === null && (
    <Button
      size="compact-sm"
      variant="subtle"
      onClick={() => setTags(device.tags)}
      aria-label={t('tags.edit')}
    >
      {t('edit')}
    </Button>
  )
  return (
    <Section title={t('tags.title')} aside={aside}>
      {tags === null ? (
        <Group gap="xs">
          {device.tags.map((tag) => (
            <Pill key={tag}>{tag}</Pill>
          ))}
          {device.tags.length === 0 && <Text c="dimmed">{t('tags.none')}</Text>}
        </Group>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate({ params: { path: { deviceId: device.id } }, body: { tags } })
          }}
        >
          <TagsInput
            aria-label={t('tags.title')}
            description={t('tags.hint')}
            value={tags}
            onChange={setTags}
            error={
              fieldError(save.error, 'tags') ??
              (save.error ? describe(save.error, t('common:error.unreachableHint')) : undefined)
            }
            acceptValueOnBlur
            autoFocus
          />
          <EditButtons pending={save.isPending} onCancel={() => setTags(null)} />
        </form>
      )}
    </Section>
  )
}

export function EditButtons({ pending, onCancel }: { pending: boolean; onCancel: () => void }) {
  const { t } = useTranslation('device')
  return (
    <Group gap="sm" mt="sm">
      <Button type="submit" size="xs" loading={pending}>
        {t('save')}
      </Button>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t('common:cancel')}
      </Button>
    </Group>
  )
}
