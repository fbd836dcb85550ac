import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DeviceRow } from '../../api/types'
import { NameForm } from '../../kit/name-form'
import { tell } from '../../kit/notify'

/** Sends the version it was based on, so that a rename by someone else is not overwritten unseen. */
export default function RenameDevice({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useTranslation('device')
  const [version] = useState(device.version)
  const rename = api.useMutation('put', '/api/devices/{deviceId}/name', {
    onSuccess: (_, { body }) => {
      tell(t('rename.done', { name: body.name }))
      onClose()
    },
  })
  return (
    <NameForm
      title={t('rename.title')}
      verb={t('rename.verb')}
      label={t('rename.name')}
      name={device.name}
      pending={rename.isPending}
      error={rename.error}
      onName={(name) =>
        rename.mutate({ params: { path: { deviceId: device.id } }, body: { name: name.trim(), version } })
      }
      onClose={onClose}
    />
  )
}
