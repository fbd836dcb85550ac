import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestTyping } from './viewer'

/** Text that is written on the device as if by hand: for places that take no clipboard, and for characters the keyboard here lacks. */
export default function TypeText({ onType, onClose }: { onType(words: string): void; onClose(): void }) {
  const { t } = useTranslation('desktop')
  const [words, setWords] = useState('')
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('type.title')}
      closeButtonProps={{ 'aria-label': t('type.cancel') }}
    >
      <Stack>
        <Textarea
          data-autofocus
          autosize
          minRows={3}
          maxRows={12}
          maxLength={longestTyping}
          label={t('type.label')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          {t('type.hint')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('type.cancel')}
          </Button>
          <Button
            disabled={words === ''}
            onClick={() => {
              onType(words)
              onClose()
            }}
          >
            {t('type.send')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
