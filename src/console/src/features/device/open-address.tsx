import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { DeviceRow } from '../../api/types'
import { useOutcome } from '../../kit/actions/use-outcome'
import { FormModal } from '../../kit/form-modal'

/** An address for the browser of the person at the device. */
export default function OpenAddress({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useTranslation('device')
  const outcome = useOutcome()
  const [address, setAddress] = useState('https://')
  const open = api.useMutation('post', '/api/jobs/open', {
    onSuccess: (made) => {
      outcome(made, t('address.what', { address }))
      onClose()
    },
  })
  return (
    <FormModal
      title={t('address.title', { name: device.name })}
      verb={t('address.verb')}
      pending={open.isPending}
      error={open.error}
      onSubmit={() => open.mutate({ body: { address: address.trim(), devices: [device.id] } })}
      onClose={onClose}
    >
      <TextInput
        label={t('address.label')}
        description={t('address.hint')}
        type="url"
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        error={fieldError(open.error, 'address')}
        required
        withAsterisk={false}
        data-autofocus
      />
    </FormModal>
  )
}
