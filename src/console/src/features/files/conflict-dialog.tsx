import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showName } from './codec'
import { type Conflict, store, type Transfer } from './transfers'

/** What becomes of a file whose name is taken on the device. */
export function ConflictDialog({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const { t } = useTranslation('files')
  const [all, setAll] = useState(false)
  const decide = (conflict: Conflict) => {
    store.decide(transfer, conflict, all)
    onClose()
  }
  const cancel = () => {
    store.cancel(transfer)
    onClose()
  }
  return (
    <Modal
      opened
      onClose={cancel}
      title={t('conflict.title', { name: showName(transfer.name) })}
      closeButtonProps={{ 'aria-label': t('verb.cancel') }}
    >
      <Stack gap="md">
        <Text>{t('conflict.hint', { folder: showName(transfer.folder), device: transfer.deviceName })}</Text>
        <Checkbox
          size="md"
          label={t('conflict.all')}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        <Group gap="sm" justify="flex-end">
          <Button variant="default" onClick={() => decide('skip')}>
            {t('conflict.skip')}
          </Button>
          <Button variant="default" onClick={() => decide('keep')}>
            {t('conflict.keep')}
          </Button>
          <Button color="red" onClick={() => decide('replace')}>
            {t('conflict.replace')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
