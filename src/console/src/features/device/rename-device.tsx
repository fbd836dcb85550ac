import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { DeviceRow } from '../../api/types'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'

/** Sends the version it was based on, so that a rename by someone else is not overwritten unseen. */
export default function RenameDevice({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useTranslation('device')
  const [name, setName] = useState(device.name)
  const [version] = useState(device.version)
  const rename = api.useMutation('put', '/api/devices/{deviceId}/name', {
    onSuccess: () => {
      tell(t('rename.done', { name: name.trim() }))
      onClose()
    },
  })
  return (
    <FormModal
      title={t('rename.title')}
      verb={t('rename.verb')}
      pending={rename.isPending}
      error={rename.error}
      onSubmit={() =>
        rename.mutate({ params: { path: { deviceId: device.id } }, body: { name: name.trim(), version } })
      }
      onClose={onClose}
    >
      <TextInput
        label={t('rename.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(rename.error, 'name')}
        required
        withAsterisk={false}
        data-autofocus
      />
    </FormModal>
  )
}
