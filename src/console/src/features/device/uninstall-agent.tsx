import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DeviceRow } from '../../api/types'
import { useOutcome } from '../../kit/actions/use-outcome'
import { ConfirmDanger } from '../../kit/confirm-danger'

export default function UninstallAgent({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useTranslation('device')
  const outcome = useOutcome()
  const uninstall = api.useMutation('post', '/api/jobs/uninstall-agent', {
    onSuccess: (made) => {
      outcome(made, t('uninstall.what', { name: device.name }))
      onClose()
    },
  })
  return (
    <ConfirmDanger
      title={t('uninstall.title', { name: device.name })}
      name={device.name}
      verb={t('uninstall.verb')}
      pending={uninstall.isPending}
      error={uninstall.error}
      onConfirm={() => uninstall.mutate({ body: { devices: [device.id] } })}
      onClose={onClose}
    >
      <Stack gap="sm">
        <span>{t('uninstall.goes')}</span>
        <span>{t('uninstall.stays')}</span>
      </Stack>
    </ConfirmDanger>
  )
}
