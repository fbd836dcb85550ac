import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { answerOf } from '../../kit/actions/outcome'
import { useOutcome } from '../../kit/actions/use-outcome'
import { describe } from '../../kit/error-panel'

/** The text that was copied at the device, and one to put there. */
export default function DeviceClipboard({ page, onClose }: { page: DevicePage; onClose: () => void }) {
  const { t } = useTranslation('device')
  const outcome = useOutcome()
  const deviceId = page.device.id
  const [text, setText] = useState('')
  const ask = api.useMutation('post', '/api/jobs/clipboard/read')
  const read = useMutation({
    mutationFn: async () => {
      const made = await ask.mutateAsync({ body: { deviceId } })
      return answerOf<{ text: string }>(made.runId ?? '', t('clipboard.failed'))
    },
    onSuccess: (answer) => setText(answer.text),
  })
  const set = api.useMutation('post', '/api/jobs/clipboard/set', {
    onSuccess: (made) => outcome(made, t('clipboard.setDone')),
  })
  const mayNot = !page.permissions.includes('change-clipboard')
  const error = read.error ?? set.error
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('clipboard.title', { name: page.device.name })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('clipboard.recorded')}</Text>
        <Textarea
          label={t('clipboard.text')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={16}
          maxLength={100_000}
          spellCheck={false}
          data-autofocus
        />
        {error ? (
          <Text c="red" role="alert">
            {describe(error, t('common:error.unreachableHint'))}
          </Text>
        ) : null}
        {mayNot && (
          <Text size="sm" c="dimmed">
            {t('clipboard.mayNot')}
          </Text>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" loading={read.isPending} onClick={() => read.mutate()}>
            {t('clipboard.get')}
          </Button>
          <Button
            loading={set.isPending}
            disabled={mayNot || text === ''}
            onClick={() => set.mutate({ body: { deviceId, text } })}
          >
            {t('clipboard.set')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
