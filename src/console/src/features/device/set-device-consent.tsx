import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { ConsentRule, DevicePage } from '../../api/types'
import { ConsentForm } from '../../kit/consent-form'
import { unsetRule } from '../../kit/consent-rule'
import { tell } from '../../kit/notify'

/** Sets what the person at this device is asked, or leaves it to its group again. */
export default function SetDeviceConsent({
  page: { device, consent },
  onSaved,
  onClose,
}: {
  page: DevicePage
  onSaved: () => void
  onClose: () => void
}) {
  const { t } = useTranslation('device')
  const [version] = useState(device.version)
  const save = api.useMutation('put', '/api/devices/{deviceId}/consent', {
    onSuccess: () => {
      onSaved()
      tell(t('common:consent.done'))
      onClose()
    },
  })
  const send = (rule: ConsentRule | null) =>
    save.mutate({ params: { path: { deviceId: device.id } }, body: { ...(rule && { rule }), version } })
  return (
    <ConsentForm
      first={consent.device ?? consent.group ?? unsetRule}
      clear={consent.device && t('consent.clear')}
      pending={save.isPending}
      error={save.error}
      onSave={send}
      onClose={onClose}
    />
  )
}
