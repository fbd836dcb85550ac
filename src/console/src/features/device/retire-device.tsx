import { Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DeviceRow } from '../../api/types'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { tell } from '../../kit/notify'

export default function RetireDevice({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useTranslation('device')
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const retire = api.useMutation('delete', '/api/devices/{deviceId}', {
    onSuccess: () => {
      tell(t('retire.done', { name: device.name }))
      void navigate({ to: '/devices' })
    },
  })
  return (
    <ConfirmDanger
      title={t('retire.title', { name: device.name })}
      name={device.name}
      verb={t('retire.verb')}
      pending={retire.isPending}
      error={retire.error}
      onConfirm={() =>
        retire.mutate({
          params: { path: { deviceId: device.id }, query: { reason: reason.trim() || undefined } },
        })
      }
      onClose={onClose}
    >
      <Stack gap="sm">
        <span>{t('retire.goes')}</span>
        <span>{t('retire.stays')}</span>
        <TextInput
          label={t('retire.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDanger>
  )
}
